import { expect, test } from "vitest";
import { StartRefused } from "../kit/failures.ts";
import { parseConnectionString } from "./connection-string.ts";

test("a URL and its keyword string mean the same", () => {
  const config = { host: "db.local", port: 5433, user: "loop", password: "p@ss w'ord", database: "gate", ssl: false };
  expect(parseConnectionString("postgres://loop:p%40ss%20w'ord@db.local:5433/gate?sslmode=disable")).toEqual(config);
  expect(
    parseConnectionString("host=db.local port=5433 user=loop password='p@ss w\\'ord' dbname = gate sslmode=disable"),
  ).toEqual(config);
});

test("an unquoted backslash takes the next character, an empty value is a value", () => {
  expect(parseConnectionString("user=a\\ b password='' ")).toMatchObject({ user: "a b", password: "" });
});

test("a socket's folder is a host, in words and in a URL", () => {
  expect(parseConnectionString("host=/run/postgresql dbname=x")).toMatchObject({ host: "/run/postgresql" });
  expect(parseConnectionString("postgresql:///x?host=/run/postgresql&user=u")).toMatchObject({
    host: "/run/postgresql",
  });
});

test("sslmode says whether the server is checked", () => {
  const ssl = (mode: string) => parseConnectionString(`host=h sslmode=${mode}`).ssl;
  expect(ssl("disable")).toBe(false);
  expect(ssl("require")).toMatchObject({ rejectUnauthorized: false });
  expect(ssl("verify-full")).toEqual({ rejectUnauthorized: true });
  expect(ssl("verify-ca")).toMatchObject({ rejectUnauthorized: true, checkServerIdentity: expect.any(Function) });
});

test.each([
  ["host=h colour=blue", "colour"],
  ["host=h port=many", "port"],
  ["host=h sslmode=maybe", "sslmode"],
  ["host=h sslrootcert=/nowhere/ca.pem sslmode=verify-full", "/nowhere/ca.pem"],
  ["just some text", "DB_URI"],
  ["password='unclosed", "DB_URI"],
  ["postgres://[", "percent-encode"],
])("%s is refused with a sentence that names what is wrong", (text, named) => {
  expect(() => parseConnectionString(text)).toThrow(StartRefused);
  expect(() => parseConnectionString(text)).toThrow(named);
});
