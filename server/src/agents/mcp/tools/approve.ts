import { createHmac } from "node:crypto";
import { CreateRequest, PermissionPrompt, toolSchema, type JsonObject } from "@loopgate/contract";
import { digestOf } from "../../../gate/digest.ts";
import type { HumanRequest, Ref } from "../../../gate/request.ts";
import { answerView } from "../../../gate/view.ts";
import { checkInput } from "../../../http/input.ts";
import type { Texts } from "../../../texts/index.ts";
import type { AgentRequests } from "../../requests.ts";
import type { Caller } from "../../callers.ts";
import { answersOf, questionsOf, requestOf, type Question } from "../../user-questions.ts";
import { whyNot } from "../../why-not.ts";
import { askerOf } from "../caller.ts";
import type { Ladder } from "../ladder.ts";
import type { Tool, ToolDefinition, ToolCall, ToolOutcome } from "../tool.ts";

/** Remembers which permissions were given out; false: this one was. See `agents/mcp/uses.ts`. */
export type Uses = { use(ref: Ref): Promise<boolean> };

/** What Claude Code reads, as the JSON in one block of text (its `--permission-prompt-tool`). */
type Behavior =
  | { readonly behavior: "allow"; readonly updatedInput: JsonObject }
  | { readonly behavior: "deny"; readonly message: string };

export const APPROVE: ToolDefinition = {
  name: "approve",
  title: "Permission prompt",
  description:
    "For a coding agent's own permission prompt (Claude Code: --permission-prompt-tool mcp__loopgate__approve), not for models: asks a person whether the agent may use a tool, and answers in that prompt's form. Models call request_human_input.",
  inputSchema: toolSchema(PermissionPrompt, "input"),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
};

/**
 * Asks a person whether a coding agent may use a tool. The answer holds for one `tool_use_id` with one input, and is given
 * once. Whatever goes wrong denies.
 */
export function approve(parts: {
  readonly requests: AgentRequests;
  readonly ladder: Ladder;
  readonly uses: Uses;
  readonly texts: Texts["permission"];
  /** Makes keys of call ids, so that no agent can take one in advance. */
  readonly keySecret: Buffer;
}): Tool {
  const { requests, ladder, uses, texts, keySecret } = parts;

  /** The same id asks once; with another input it is refused, for as long as the request is remembered. */
  async function ask(
    call: ToolCall,
    prompt: PermissionPrompt,
    questions: readonly Question[] | undefined,
  ): Promise<{ readonly caller: Caller; readonly request: HumanRequest }> {
    const { caller, clientId: client } = await askerOf(call.caller, "requests:write", undefined);
    const { tool_name: name, tool_use_id: use, input } = prompt;
    const asked = checkInput(CreateRequest, {
      session_id: client,
      client_id: client,
      source: { tool_name: name, tool_use_id: use },
      ...(questions
        ? { ...requestOf(questions, client, texts), resume: { input_digest: digestOf(input) } }
        : {
            message: texts.wants(client),
            action: { name, arguments: input },
            allowed_decisions: ["approve", "edit", "reject"],
          }),
    });
    const key = `permission:${createHmac("sha256", keySecret).update(use).digest("base64url")}`;
    const { request } = await requests.ask(caller, asked, { key, derived: false });
    return { caller, request };
  }

  async function behaviorOf(call: ToolCall): Promise<Behavior> {
    const prompt = checkInput(PermissionPrompt, call.args);
    const questions = questionsOf(prompt.tool_name, prompt.input);
    const asked = await ask(call, prompt, questions);
    const { request } = await ladder.wait(call, asked.caller, asked.request, { untilExpiry: true });
    if (call.signal.aborted) return deny("The call was given up before a person answered.");
    await requests.leaving(request);
    const behavior = questions ? answered(prompt, questions, request) : permitted(prompt, request);
    if (behavior.behavior === "deny" || (await uses.use(request))) return behavior;
    return deny("This permission was given once already, and holds for one call only. Ask anew.");
  }

  return {
    definition: APPROVE,
    call: async (call) => said(await behaviorOf(call)),
    refused: (why) => said(deny(why)),
  };
}

function permitted({ input }: PermissionPrompt, request: HumanRequest): Behavior {
  const { approved, decision } = answerView(request);
  if (!approved || !decision) return deny(whyNot(request));
  if (decision.outcome === "approve") return { behavior: "allow", updatedInput: input };
  return decision.arguments ? { behavior: "allow", updatedInput: decision.arguments } : deny(whyNot(request));
}

/** The questions go back as they came, and beside them only what the person said: the rest of the input is the agent's word. */
function answered({ input }: PermissionPrompt, questions: readonly Question[], request: HumanRequest): Behavior {
  const answers = answersOf(questions, request);
  if (!answers) return deny(whyNot(request));
  return { behavior: "allow", updatedInput: { questions: input["questions"] ?? [], answers } };
}

function deny(message: string): Behavior {
  return { behavior: "deny", message };
}

function said(behavior: Behavior): ToolOutcome {
  return { kind: "done", text: JSON.stringify(behavior) };
}
