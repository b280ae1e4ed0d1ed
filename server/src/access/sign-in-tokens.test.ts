import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createSignInTokens } from "./accounts/sign-in-tokens.ts";

let now = 1_800_000_000_000;
const clock = { now: () => now };
const seed = Buffer.alloc(32, 7);
const tokens = createSignInTokens({ seeds: [seed], clock });
const claims = { accountId: "a", signInId: "s" };
const text = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const partsOf = (token: string) => token.split(".") as [string, string, string];

describe("the token of a sign-in", () => {
  test("says whose sign-in it is, on every node that has the secret", () => {
    const token = tokens.make(claims);
    expect(createSignInTokens({ seeds: [seed], clock }).read(token)).toEqual(claims);
    const other = Buffer.alloc(32, 8);
    expect(createSignInTokens({ seeds: [other], clock }).read(token)).toBeUndefined();
    // While the secret is changed both count, and only the new one signs.
    const during = createSignInTokens({ seeds: [other, seed], clock });
    expect(during.read(token)).toEqual(claims);
    expect(tokens.read(during.make(claims))).toBeUndefined();
    const [header] = partsOf(token);
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({ alg: "EdDSA", typ: "JWT" });
  });

  test("ends after twelve hours", () => {
    const token = tokens.make(claims);
    now += 12 * 3_600_000 - 1_000;
    expect(tokens.read(token)).toEqual(claims);
    now += 1_000;
    expect(tokens.read(token)).toBeUndefined();
  });

  test("is written in one way only", () => {
    const token = tokens.make(claims);
    const [header, payload, signature] = partsOf(token);
    const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".indexOf(signature.at(-1) ?? "");
    const spare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".charAt(last ^ 1);
    for (const other of [`${signature}=`, `${signature}!!`, `!${signature}`, signature.slice(0, -1) + spare])
      expect(tokens.read(`${header}.${payload}.${other}`)).toBeUndefined();
    expect(tokens.read(token)).toEqual(claims);
  });

  test("T27: no other algorithm, key or header passes", () => {
    const [header, payload, signature] = partsOf(tokens.make(claims));
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
    const none = text({ alg: "none", typ: "JWT", kid });
    const hmac = text({ alg: "HS256", typ: "JWT", kid });
    const hs = createHmac("sha256", "secret").update(`${hmac}.${payload}`).digest("base64url");
    const { privateKey } = generateKeyPairSync("ed25519");
    const foreign = sign(null, Buffer.from(`${header}.${payload}`), privateKey).toString("base64url");
    const forged = [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${hmac}.${payload}.${hs}`,
      `${header}.${payload}.${foreign}`,
      `${header}.${text({ sub: "b", sid: "s", exp: 9e9 })}.${signature}`,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature}.x`,
      "",
      "..",
      "lk_pub_1",
    ];
    for (const token of forged) expect(tokens.read(token), token).toBeUndefined();
  });
});
