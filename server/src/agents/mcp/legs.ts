import { createHmac, timingSafeEqual } from "node:crypto";
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Millis } from "../../gate/request.ts";
import type { Clock } from "../../kit/clock.ts";

/** One leg of a long wait: which request, and the how-manieth call for it this is (the first is 1). */
export type Leg = { readonly requestId: string; readonly number: number };

/** What a state is bound to: another caller, method or other arguments make nothing of it. */
export type LegBinding = { readonly caller: string; readonly method: string; readonly argsDigest: string };

/** Signed notes that a client carries from one leg to the next. They hold no secret, and make nothing: they only find. */
export type Legs = {
  mint(leg: Leg, binding: LegBinding): string;
  /** Throws the protocol's error for a state that is changed, too old, or another call's. */
  read(state: string, binding: LegBinding): Leg;
};

/** A client comes back within a second; a slow one has this long. */
const LIFE_MS: Millis = 600_000;

const Payload = z.tuple([z.literal(1), z.uuid(), z.int().min(2).max(99), z.int()]);

/** Each of `keys` has 32 bytes, the same on every node. The first signs; what another one signed is read too. */
export function createLegs({
  keys,
  clock,
}: {
  readonly keys: readonly [Buffer, ...Buffer[]];
  readonly clock: Clock;
}): Legs {
  const sign = (key: Buffer, payload: string, { caller, method, argsDigest }: LegBinding) =>
    createHmac("sha256", key)
      .update(JSON.stringify([payload, caller, method, argsDigest]))
      .digest();

  return {
    mint({ requestId, number }, binding) {
      const payload = Buffer.from(JSON.stringify([1, requestId, number, clock.now()])).toString("base64url");
      return `${payload}.${sign(keys[0], payload, binding).toString("base64url")}`;
    },
    read(state, binding) {
      const [payload = "", signature = "", ...more] = state.split(".");
      const given = Buffer.from(signature, "base64url");
      const isOurs = keys.some((key) => {
        const own = sign(key, payload, binding);
        return given.length === own.length && timingSafeEqual(given, own);
      });
      if (more.length > 0 || !isOurs) throw invalidState();
      const [, requestId, number, at] = Payload.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
      if (clock.now() - at > LIFE_MS) throw invalidState();
      return { requestId, number };
    },
  };
}

/** The answer that the protocol's SDK gives too. */
function invalidState(): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, "Invalid or expired requestState", {
    reason: "invalid_request_state",
  });
}
