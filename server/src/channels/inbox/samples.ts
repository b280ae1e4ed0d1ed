import { LoopgateError, type SampleKind, type TenantSettings } from "@loopgate/contract";
import type { AccountPrincipal } from "../../access/principal.ts";
import { defineRequest } from "../../gate/definition.ts";
import type { Gate } from "../../gate/gate.ts";
import { freezePolicy } from "../../gate/policy.ts";
import type { People } from "../../gate/ports.ts";
import { SAMPLE_NAME, type Digest, type HumanRequest, type Millis, type RequestId } from "../../gate/request.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Texts } from "../../texts/index.ts";
import { voterOf } from "./reading.ts";
import { sampleRequest } from "./sample-requests.ts";

/** Long enough to look around, short enough to be gone soon. */
const LIFE_MS: Millis = 15 * 60_000;
/** Of a tenant at once. */
const MOST_PENDING = 20;
/** A code is six letters; that several in a row are taken does not happen. */
const MOST_CODES = 3;

/** Makes a real request, of no agent, that asks the caller alone. Throws `not_a_responder`, `too_many_pending`. */
export type SendSample = (account: AccountPrincipal, kind: SampleKind) => Promise<HumanRequest>;

export function createSendSample(parts: {
  readonly gate: Pick<Gate, "create">;
  readonly people: Pick<People, "find" | "roster">;
  /** What the tenant's owner demands of each risk. */
  readonly demands: (tenantId: HumanRequest["tenantId"]) => Promise<TenantSettings>;
  readonly ids: Pick<Ids, "id" | "code">;
  readonly texts: Pick<Texts, "samples">;
}): SendSample {
  const { gate, people, demands, ids, texts } = parts;

  return async (account, kind) => {
    const { tenantId } = account;
    const [me, { strongest }, demanded] = await Promise.all([
      people.find(tenantId, voterOf(account)),
      people.roster(tenantId),
      demands(tenantId),
    ]);
    if (!me) throw new LoopgateError("not_a_responder", "Nobody whom you could answer as is linked to this account.");
    const defined = { ...defineRequest(sampleRequest(kind, texts.samples), { risk: "medium" }), clientVerified: true };
    for (let turn = 0; turn < MOST_CODES; turn++) {
      const definition = { ...defined, code: ids.code() };
      const request = await gate.create({
        tenantId,
        id: ids.id() as RequestId,
        definition,
        policy: freezePolicy({
          definition,
          route: [],
          addresses: [],
          responders: [me],
          strongest,
          terminalAnswers: "fallback",
          demanded: demanded.assurance[defined.risk],
        }),
        timeoutMs: LIFE_MS,
        show: [],
        by: { kind: "agent", clientId: SAMPLE_NAME },
        keyed: {
          derived: false,
          inputDigest: "" as Digest,
          mostPending: MOST_PENDING,
          // No agent keeps a person from trying.
          mostInTenant: Number.MAX_SAFE_INTEGER,
        },
      });
      if (request) return request;
    }
    throw new LoopgateError("too_many_pending", `There are ${MOST_PENDING} samples already. Answer one of them first.`);
  };
}
