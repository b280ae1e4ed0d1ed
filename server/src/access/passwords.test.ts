import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createPasswords } from "./accounts/passwords.ts";

const passwords = createPasswords({ bytes: randomBytes });

test("a password is known by its hash, and no other is", async () => {
  const hash = await passwords.hash("Grüße aus Köln 1");
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(await passwords.verify("Grüße aus Köln 1".normalize("NFD"), hash)).toBe(true);
  expect(await passwords.verify("Grüße aus Köln 2", hash)).toBe(false);
  expect(await passwords.hash("Grüße aus Köln 1")).not.toBe(hash);
});

test.each(["", "scrypt", "scrypt$32768$8$3$$", "bcrypt$1$1$1$a$b", "plain text"])(
  "nothing is known by %j",
  async (stored) => {
    expect(await passwords.verify("", stored)).toBe(false);
  },
);

test("more at a time than can be checked in seconds are turned away, and the next are served", async () => {
  const ends = await Promise.allSettled(
    Array.from({ length: 75 }, () => passwords.verify("x", "scrypt$1024$8$1$c2FsdA$aGFzaA")),
  );
  const refused = ends.filter((end) => end.status === "rejected");
  expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(
    Array.from({ length: 7 }, () => "overloaded"),
  );
  expect(await passwords.verify("x", "scrypt$1024$8$1$c2FsdA$aGFzaA")).toBe(false);
});
