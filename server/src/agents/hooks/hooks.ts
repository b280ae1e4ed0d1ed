import {
  AnyObject,
  HOOK_CLIENTS,
  HookClient,
  HookQuery,
  LoopgateError,
  type HookPending,
  type JsonObject,
} from "@loopgate/contract";
import { actionDigest } from "../../gate/digest.ts";
import type { HumanRequest, Ref } from "../../gate/request.ts";
import type { Routes } from "../../http/app.ts";
import { readBody, readQuery } from "../../http/input.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Log } from "../../kit/log.ts";
import type { Texts } from "../../texts/index.ts";
import type { AgentCallers } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";
import { questionsOf } from "../user-questions.ts";
import { checkHeaderKey, createAsk } from "./ask.ts";
import { DIALECTS } from "./dialects.ts";
import { heldResponse } from "./held.ts";
import { createHold } from "./hold.ts";
import { isApproved, verdictOn, type Asking } from "./verdict.ts";

export type Hooks = {
  readonly routes: Routes;
  /** Resolves once every held call has been answered; the waiters have let them go before. */
  close(): Promise<void>;
};

/** The agents' door for the hooks of coding agents: each client's payload goes in as it is, and its own words come out. */
export function createHooks(parts: {
  readonly callers: AgentCallers;
  readonly requests: AgentRequests;
  /** Remembers which answers were given out; false: this one was. */
  readonly uses: { use(ref: Ref): Promise<boolean> };
  readonly texts: Texts["permission"];
  readonly keySecret: Buffer;
  readonly clock: Clock;
  readonly log: Log;
}): Hooks {
  const { callers, requests, uses, clock } = parts;
  const ask = createAsk(parts);
  const hold = createHold({ ...parts, tell });

  /** The answer leaves. One that was found by its content is given to one call only. */
  async function tell(request: HumanRequest, asking: Asking): Promise<JsonObject> {
    await requests.leaving(request);
    const verdict = verdictOn(request, asking);
    if (!request.keyDerived || !isApproved(request) || (await uses.use(request))) return verdict;
    return asking.dialect.deny(asking.call, "This permission was given once already, and holds for one call only.");
  }

  const routes: Routes = (app) => {
    app.post("/hitl/hooks/:client", async (context) => {
      const raw = context.req.raw;
      const caller = await callers.agent(raw, { scope: "requests:write" });
      const client = clientOf(context.req.param("client"));
      const query = readQuery(raw, HookQuery);
      const dialect = DIALECTS[client];
      const payload = await readBody(raw, AnyObject);
      // By this the command `loopgate hook` knows that it was Loopgate that answered.
      context.header("loopgate-hook", client);
      const ran = dialect.ran?.(payload);
      if (ran) {
        await requests.cancelOpen(caller, caller.onlyClientId ?? client, wasAskedFor(ran), parts.texts.gone);
        return context.json({});
      }
      const call = dialect.read(payload, query.event);
      const questions = client === "claude-code" ? questionsOf(call.tool, call.arguments) : undefined;
      const deferred = query.mode === "defer" ? deferral(dialect.defer?.(call), call.callId) : undefined;
      const headerKey = checkHeaderKey(context.req.header("idempotency-key"));
      const asking: Asking = { call, dialect, questions, onTimeout: query.on_timeout };

      const asked = await ask(caller, { client, call, query, questions, headerKey });
      if (asked.state.status !== "pending") return context.json(await tell(asked, asking));
      if (deferred) return context.json(deferred);
      if (query.wait === undefined)
        return heldResponse({ clock, signal: raw.signal, answer: (gone) => hold.answer(caller, asked, asking, gone) });
      const { request, full } = await requests.wait(caller, asked.id, query.wait * 1000, raw.signal);
      if (full) context.header("retry-after", "1");
      if (request.state.status !== "pending") return context.json(await tell(request, asking));
      return context.json({ request_id: request.id, status: "pending" } satisfies HookPending, 202);
    });
  };

  return { routes, close: hold.close };
}

function clientOf(name: string): HookClient {
  const client = HookClient.safeParse(name);
  if (client.success) return client.data;
  throw new LoopgateError("not_found", `Loopgate answers the hooks of ${HOOK_CLIENTS.join(", ")}.`);
}

/**
 * Claude Code's dialog and its PermissionRequest hook ask at the same time, and a yes in the dialog does not end the hook: that the
 * tool has run is the first that one hears of it.
 */
function wasAskedFor(ran: { readonly tool: string; readonly arguments: JsonObject; readonly sessionId: string }) {
  const digest = actionDigest({ name: ran.tool, arguments: ran.arguments });
  return ({ definition: { source = {}, actionDigest: asked } }: HumanRequest): boolean =>
    source["event"] === "PermissionRequest" && source["session_id"] === ran.sessionId && asked === digest;
}

function deferral(answer: JsonObject | undefined, callId: string | undefined): JsonObject {
  if (answer && callId !== undefined) return answer;
  throw new LoopgateError("invalid_request", "Only Claude Code can be resumed, at a PreToolUse hook.", [
    { path: "mode", message: "cannot be defer for this call" },
  ]);
}
