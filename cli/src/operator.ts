import { createCaller, type Caller } from "@loopgate/client/caller";
import type { Reply, TerminalCard, TerminalList, TerminalResult } from "@loopgate/contract";
import { readCredential } from "./credential.ts";
import type { Shell } from "./shell.ts";

/** What the responder at this terminal can do at the server. */
export type Operator = {
  list(limit: number | undefined): Promise<TerminalList>;
  card(ref: string): Promise<TerminalCard>;
  answer(requestId: string, shownDigest: string, reply: Reply): Promise<TerminalResult>;
  note(requestId: string, text: string): Promise<TerminalResult>;
};

export function createOperator(shell: Pick<Shell, "environment" | "world">): Operator {
  const caller = operatorCaller(shell);
  const at = (ref: string) => `/api/terminal/requests/${encodeURIComponent(ref)}`;
  const get = async (path: string) => (await caller.read({ method: "GET", path })).body;
  const post = async (path: string, body: unknown) => (await caller.read({ method: "POST", path, body })).body;
  return {
    list: async (limit) =>
      (await get(`/api/terminal/requests${limit === undefined ? "" : `?limit=${limit}`}`)) as TerminalList,
    card: async (ref) => (await get(at(ref))) as TerminalCard,
    answer: async (requestId, shownDigest, reply) =>
      (await post(`${at(requestId)}/answer`, { shown_digest: shownDigest, reply })) as TerminalResult,
    note: async (requestId, text) => (await post(`${at(requestId)}/note`, { text })) as TerminalResult,
  };
}

/** Calls with the operator's credential. */
export function operatorCaller({ environment, world }: Pick<Shell, "environment" | "world">): Caller {
  return createCaller({ url: environment.url, credential: readCredential(environment), world });
}
