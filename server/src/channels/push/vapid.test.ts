import { importJWK, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { createSecrets } from "../../kit/secrets.ts";
import { createVapids, type Vapid } from "./vapid.ts";

const NOW = Date.UTC(2026, 10, 26, 12);
const endpoint = new URL("https://push.example:8443/a/b?c=d");
const vapidsOf = (master: string, previous?: string) =>
  createVapids({
    secrets: createSecrets({ master, previous, bytes: Buffer.alloc }).keys("web push"),
    contact: "https://gate.example.com",
    clock: { now: () => NOW },
  });
const [old, young] = ["o".repeat(32), "y".repeat(32)];

async function read({ publicKey, authorization }: Vapid) {
  const [, token = "", key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization(endpoint)) ?? [];
  expect(key).toBe(publicKey);
  const point = Buffer.from(publicKey, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  return jwtVerify(token, await importJWK(jwk, "ES256"), { currentDate: new Date(NOW), algorithms: ["ES256"] });
}

test("a signature names the push service's origin and a contact, lives for half a day, and is verified by another library", async () => {
  const { payload, protectedHeader } = await read(vapidsOf(old)[0]);
  expect(protectedHeader).toEqual({ typ: "JWT", alg: "ES256" });
  expect(payload).toEqual({
    aud: "https://push.example:8443",
    exp: NOW / 1000 + 43_200,
    sub: "https://gate.example.com",
  });
});

test("each node and each start has the same key from the same master secret", () => {
  expect(vapidsOf(old).map(({ publicKey }) => publicKey)).toEqual(vapidsOf(old).map(({ publicKey }) => publicKey));
  expect(vapidsOf(old)[0].publicKey).not.toBe(vapidsOf(young)[0].publicKey);
});

test("while the master secret is being changed the key before it signs still", async () => {
  const [newest, before] = vapidsOf(young, old);
  expect([newest.publicKey, before?.publicKey]).toEqual([vapidsOf(young)[0].publicKey, vapidsOf(old)[0].publicKey]);
  for (const vapid of [newest, before]) expect((await read(vapid as Vapid)).payload.exp).toBe(NOW / 1000 + 43_200);
});
