/** An agent of OpenAI Agents whose model calls `deploy` once, and then says that it is done. */
import { Agent, tool, Usage, type Model, type ModelRequest, type ModelResponse, type Tool } from "@openai/agents";
import { z } from "zod";

/** The versions that were deployed. */
export const ran: string[] = [];

const needingApproval = tool({
  name: "deploy",
  description: "Deploys a version.",
  parameters: z.object({ version: z.string() }),
  needsApproval: true,
  async execute({ version }) {
    ran.push(version);
    return `deployed ${version}`;
  },
});

export function deployer(tools: Tool[] = [needingApproval]): Agent {
  return new Agent({ name: "deployer", instructions: "Deploy.", model: scripted, tools });
}

const scripted: Model = {
  async getResponse({ input }: ModelRequest): Promise<ModelResponse> {
    const hasCalled = Array.isArray(input) && input.some(({ type }) => type === "function_call_result");
    const call = {
      type: "function_call",
      callId: "call-1",
      name: "deploy",
      status: "completed",
      arguments: '{"version":"1"}',
    };
    const text = {
      type: "message",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "done" }],
    };
    return { usage: new Usage(), output: [hasCalled ? text : call] as ModelResponse["output"] };
  },
  getStreamedResponse() {
    throw new Error("This model does not stream.");
  },
};
