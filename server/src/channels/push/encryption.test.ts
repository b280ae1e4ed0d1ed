import { createECDH, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { encryptFor } from "./encryption.ts";
import { keyPairFrom, keyPairOf } from "./p256.ts";
import { ece } from "./sink.fixture.ts";

const bytes = (text: string) => Buffer.from(text, "base64url");

describe("a message for one browser", () => {
  test("is, with the keys of RFC 8291's example, its message to the byte", () => {
    const p256dh = bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
    const auth = bytes("BTBZMqHH6r4Tts7J_aSIgg");
    const own = keyPairOf(bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
    expect(own.publicKey).toEqual(
      bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"),
    );
    const message = Buffer.from("When I grow up, I want to be a watermelon");
    const sealed = encryptFor({ p256dh, auth }, message, { own, salt: bytes("DGv6ra1nlYgDCS1FRnbzlw") });
    expect(sealed.toString("base64url")).toBe(
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
    );
  });

  test("is opened by the reference implementation, whatever its length", () => {
    for (let length = 0; length < 3_000; length += 29) {
      const browser = createECDH("prime256v1");
      const auth = randomBytes(16);
      const message = randomBytes(length);
      const keys = { p256dh: browser.generateKeys(), auth };
      const sealed = encryptFor(keys, message, { own: keyPairFrom(randomBytes(32)), salt: randomBytes(16) });
      const how = { version: "aes128gcm", privateKey: browser, authSecret: auth.toString("base64url") } as const;
      expect(ece.decrypt(sealed, how).equals(message)).toBe(true);
    }
  });

  test("is opened by no other browser, and not with another secret", () => {
    const [browser, other] = [createECDH("prime256v1"), createECDH("prime256v1")];
    other.generateKeys();
    const auth = randomBytes(16);
    const keys = { p256dh: browser.generateKeys(), auth };
    const sealed = encryptFor(keys, Buffer.from("x"), { own: keyPairFrom(randomBytes(32)), salt: randomBytes(16) });
    const how = { version: "aes128gcm", privateKey: browser, authSecret: auth.toString("base64url") } as const;
    expect(() => ece.decrypt(sealed, { ...how, privateKey: other })).toThrow(/unable to authenticate/i);
    expect(() => ece.decrypt(sealed, { ...how, authSecret: randomBytes(16).toString("base64url") })).toThrow(
      /unable to authenticate/i,
    );
    expect(ece.decrypt(sealed, how).toString()).toBe("x");
  });
});

describe("a key pair", () => {
  test("is the same for the same secret, and another for another", () => {
    const secrets = [Buffer.alloc(32), Buffer.alloc(32, 1), Buffer.alloc(32, 0xff)];
    const keys = secrets.map((secret) => keyPairFrom(secret).publicKey.toString("base64url"));
    expect(keys).toEqual(secrets.map((secret) => keyPairFrom(secret).publicKey.toString("base64url")));
    expect(new Set(keys).size).toBe(3);
  });

  test("agrees with no point that is not on the curve", () => {
    const point = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]);
    expect(() => keyPairFrom(Buffer.alloc(32)).secretWith(point)).toThrow(/public key/i);
  });
});
