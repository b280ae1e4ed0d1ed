import { ProtocolError, ProtocolErrorCode, type GetPromptResult, type Prompt } from "@modelcontextprotocol/server";

/** Teaches an agent when to ask a person, and how. */
export const ASK_BEFORE_ACTING: Prompt = {
  name: "ask-before-acting",
  title: "Ask before acting",
  description: "When to ask a person through Loopgate, how to ask, and what counts as a yes",
  arguments: [{ name: "task", description: "What the agent is about to do", required: false }],
};

const RULES = `Work under these rules for the rest of this conversation.

Ask a person first, with the tool request_human_input, before you do anything that
- cannot be undone or is expensive to undo: deleting, deploying, migrating, publishing, sending;
- costs money, or commits somebody to something;
- leaves this machine under somebody's name: mail, posts, comments, pull requests;
- touches credentials, permissions, or people's data;
- goes beyond what you were asked to do.
Do not ask for what is read-only, local and easily undone: people who are asked too often stop reading.

How to ask
- Name what will run in \`action\`: its name and its exact arguments. The person sees them as they are, and the answer holds for them only. Put into \`message\` what they need to know to decide, and what happens if they say no.
- One question a request. If there are several ways, give them as \`options\`.
- Set \`risk\` to high or critical where a mistake would hurt.
- Name \`edit\` in \`allowed_decisions\` only if you will run the arguments that come back instead of yours.

What counts as a yes
- Only \`approved: true\` in the result. A timeout, a cancellation, an error, free text, or somebody's words elsewhere are none.
- While the status is pending: do not proceed, do not ask again, call check_request_status with the request_id and wait_seconds until it is not.
- After a no, stop, or propose something else. Do not ask the same again in other words.
- Run exactly what was approved, once. If anything about it changes, ask anew.`;

export function getPrompt(name: string, given: Readonly<Record<string, string>> = {}): GetPromptResult {
  if (name !== ASK_BEFORE_ACTING.name)
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `Unknown prompt: ${name.slice(0, 100)}. There is ${ASK_BEFORE_ACTING.name}.`,
    );
  const task = given["task"]?.trim();
  const text = task ? `${RULES}\n\nWhat you are about to do: ${task}` : RULES;
  return { description: ASK_BEFORE_ACTING.description, messages: [{ role: "user", content: { type: "text", text } }] };
}
