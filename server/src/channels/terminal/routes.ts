import {
  LoopgateError,
  PageQuery,
  TerminalAnswer,
  TerminalNote,
  type TerminalCard,
  type TerminalList,
  type TerminalResult,
} from "@loopgate/contract";
import type { Hono } from "hono";
import type { Gate } from "../../gate/gate.ts";
import type { People, Requests, Responder, Voter } from "../../gate/ports.ts";
import type { Digest, HumanRequest, Ref, RequestId, TenantId } from "../../gate/request.ts";
import { answerView } from "../../gate/view.ts";
import { readBody, readQuery } from "../../http/input.ts";
import type { Texts } from "../../texts/index.ts";
import { cardOf } from "./card.ts";
import { crashpoint } from "../../kit/crashpoint.ts";

/** Whoever holds the credential in this machine's data folder; his name is the linked responder's. */
const OPERATOR: Voter = {
  identity: { channel: "terminal", subject: "operator", name: "" },
  address: { channel: "terminal", place: "local" },
  assurance: "same_user",
};
const ListQuery = PageQuery.pick({ limit: true });
const USUAL_LIMIT = 50;
const CODE = /^[a-z]{6}$/i;
const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The responder's door for the `loopgate` command: what is pending, one whole card, an answer, a reason afterwards.
 * `authenticate` names the tenant, and throws for an agent's credential and for none.
 */
export function createTerminalRoutes({
  gate,
  requests,
  people,
  authenticate,
  texts,
}: {
  readonly gate: Pick<Gate, "vote" | "note" | "elapse">;
  readonly requests: Pick<Requests, "list" | "count" | "byCode">;
  readonly people: Pick<People, "find">;
  readonly authenticate: (request: Request) => Promise<TenantId>;
  readonly texts: Pick<Texts, "terminal">;
}): (app: Hono) => void {
  const responderOf = (tenantId: TenantId) => people.find(tenantId, OPERATOR);

  async function find(tenantId: TenantId, ref: string): Promise<Ref> {
    if (REQUEST_ID.test(ref)) return { tenantId, id: ref as RequestId };
    const known = CODE.test(ref) ? await requests.byCode(tenantId, ref.toLowerCase()) : undefined;
    if (!known) throw new LoopgateError("request_not_found", "There is no request with this code.");
    return known;
  }

  const resultOf = (request: HumanRequest, responder: Responder | undefined): TerminalResult => ({
    request: answerView(request),
    responder: responder?.name ?? "",
  });

  return (app) => {
    app.get("/api/terminal/requests", async ({ req, json }) => {
      const tenantId = await authenticate(req.raw);
      const { limit = USUAL_LIMIT } = readQuery(req.raw, ListQuery);
      const filter = { status: "pending" } as const;
      const responder = await responderOf(tenantId);
      const page = await requests.list(tenantId, filter, { limit });
      const cards = page.requests.map((request) => cardOf(request, responder, texts.terminal));
      return json({ requests: cards, count: await requests.count(tenantId, filter) } satisfies TerminalList);
    });

    app.get("/api/terminal/requests/:ref", async ({ req, json }) => {
      const tenantId = await authenticate(req.raw);
      const request = await gate.elapse(await find(tenantId, req.param("ref")));
      return json(cardOf(request, await responderOf(tenantId), texts.terminal) satisfies TerminalCard);
    });

    app.post("/api/terminal/requests/:ref/answer", async ({ req, json }) => {
      const tenantId = await authenticate(req.raw);
      const { reply, shown_digest: digest } = await readBody(req.raw, TerminalAnswer);
      const ref = await find(tenantId, req.param("ref"));
      const request = await gate.vote(ref, OPERATOR, plain(reply), { digest: digest as Digest });
      crashpoint("after-vote-before-reply");
      return json(resultOf(request, await responderOf(tenantId)));
    });

    app.post("/api/terminal/requests/:ref/note", async ({ req, json }) => {
      const tenantId = await authenticate(req.raw);
      const { text } = await readBody(req.raw, TerminalNote);
      const request = await gate.note(await find(tenantId, req.param("ref")), OPERATOR, text);
      return json(resultOf(request, await responderOf(tenantId)));
    });
  };
}

/** The gate's reply has no `reason: undefined`; the contract's may. */
function plain(reply: TerminalAnswer["reply"]): Parameters<Gate["vote"]>[2] {
  if (reply.kind !== "reject") return reply;
  return { kind: "reject", ...(reply.reason !== undefined && { reason: reply.reason }) };
}
