import { expect } from "vitest";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { modern, type Answered } from "./raw.fixture.ts";

export const CALL = { tool_name: "Bash", input: { command: "rm -rf build" }, tool_use_id: "toolu_1" };
export const QUESTION = {
  question: "Which env?",
  header: "Env",
  multiSelect: false,
  options: [{ label: "staging", description: "the small one" }, { label: "production" }],
};

type Behavior = {
  readonly behavior: string;
  readonly updatedInput?: Record<string, unknown>;
  readonly message?: string;
};

/** A Loopgate, and a coding agent that asks it for permissions. */
export async function opened(clock = virtualClock()) {
  const loopgate = await openLoopgate({ clock, time: "clock" });
  const permit = async (args: object = {}, how: Parameters<typeof modern>[3] = {}) =>
    behaviorOf(
      await modern(
        loopgate.app,
        "tools/call",
        { name: "approve", arguments: { ...CALL, ...args } },
        { name: "claude-code", meta: { progressToken: 1 }, ...how },
      ),
    );
  const pending = async () => {
    const { body } = await loopgate.get("/hitl/pending");
    return (body["pending_requests"] as readonly { request_id: string }[]).map(({ request_id: id }) => id);
  };
  /** The id of the request that the call has made. */
  const asked = async () => {
    await expect.poll(async () => (await pending()).length).toBe(1);
    return String((await pending())[0]);
  };
  return { ...loopgate, clock, permit, pending, asked };
}

/** One block of text that holds the answer as JSON, and nothing else. */
export function behaviorOf({ last }: Answered): Behavior {
  expect(last.result).toMatchObject({ content: [{ type: "text" }] });
  expect(last.result).not.toHaveProperty("structuredContent");
  expect(last.result?.["isError"] ?? false).toBe(false);
  const [block] = (last.result?.["content"] ?? []) as readonly { readonly text: string }[];
  return JSON.parse(block?.text ?? "") as Behavior;
}
