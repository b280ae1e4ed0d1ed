import type { CreateRequest } from "@loopgate/contract";
import { create } from "./create.ts";
import { defineRequest } from "./definition.ts";
import { faceDigest, faceOf } from "./face.ts";
import { freezePolicy } from "./policy.ts";
import type { Responder, Voter } from "./ports.ts";
import type {
  Address,
  Definition,
  Digest,
  HumanRequest,
  Policy,
  Reply,
  RequestId,
  ResponderId,
  TenantId,
} from "./request.ts";
import { vote, type Press } from "./vote.ts";

/** Requests for tests of the rules: no store, no clock. */
export const T0 = Date.UTC(2026, 10, 23, 9, 30);
export const MINUTE = 60_000;

const person = (name: string): Responder => ({ id: name.toLowerCase() as ResponderId, name });
export const ann = person("Ann");
export const bob = person("Bob");
export const eve = person("Eve");

export function define(input: Partial<CreateRequest> = {}, floor: { risk: Definition["risk"] } = { risk: "medium" }) {
  return defineRequest({ session_id: "main", client_id: "bot", message: "Deploy?", ...input }, floor);
}

/** The fields that a refusal names, with what it says of each. */
export function fieldsOf(work: () => unknown): Readonly<Record<string, string>> {
  try {
    work();
  } catch (error) {
    const fields = (error as { fields?: readonly { path: string; message: string }[] }).fields ?? [];
    return Object.fromEntries(fields.map(({ path, message }) => [path, message]));
  }
  return {};
}

export function asked(
  input: Partial<CreateRequest> = { request_type: "confirmation" },
  policy: Partial<Policy> = {},
  show: readonly Address[] = [{ channel: "telegram", place: "1" }],
): HumanRequest {
  const definition = { ...define(input), code: "abcdef", clientVerified: false };
  const frozen = freezePolicy({
    definition,
    route: show,
    addresses: show,
    responders: [ann, bob],
    strongest: "chat",
    terminalAnswers: "fallback",
  });
  const creation = {
    tenantId: "local" as TenantId,
    id: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10" as RequestId,
    definition,
    policy: { ...frozen, ...policy },
    timeoutMs: 5 * MINUTE,
    show,
    by: { kind: "agent", clientId: "bot" },
    keyed: { derived: false, inputDigest: "" as Digest, mostPending: 100, mostInTenant: 1_000 },
  } as const;
  return create(creation, T0).request;
}

/** What this person presses, having seen the whole face in a chat of his own. */
export function press(request: HumanRequest, responder: Responder, reply: Reply, via: Partial<Voter> = {}): Press {
  const voter: Voter = {
    identity: { channel: "telegram", subject: responder.id, name: responder.name },
    address: { channel: "telegram", place: responder.id },
    assurance: "chat",
    ...via,
  };
  return { responder, voter, reply, shown: { digest: faceDigest(faceOf(request)) } };
}

/** The request after this person's vote; where it changes nothing, the same request. */
export function after(request: HumanRequest, responder: Responder, reply: Reply, now = T0 + 1_000): HumanRequest {
  return vote(request, press(request, responder, reply), now)?.request ?? request;
}
