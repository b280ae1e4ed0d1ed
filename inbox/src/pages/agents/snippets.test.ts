import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { SNIPPETS, type SnippetName } from "./snippets.ts";

const url = "https://gate.example.com";
const key = `lk_pub_${"a1".repeat(32)}`;
const names = Object.keys(SNIPPETS) as SnippetName[];

test.each(names)("%s calls this server with the key, and without one sends none", (name) => {
  const keyed = SNIPPETS[name]({ url, key });
  expect(keyed).toContain(url);
  expect(keyed).toContain(`Bearer ${key}`);
  const keyless = SNIPPETS[name]({ url, key: undefined });
  expect(keyless).toContain(url);
  expect(keyless).not.toMatch(/authorization|bearer/i);
});

test.each([key, undefined])("what goes into a shell is taken by it, with the key %s or without", (each) => {
  for (const name of ["curl", "claude"] as const) {
    const { status, stderr } = spawnSync("sh", ["-n"], { input: SNIPPETS[name]({ url, key: each }), encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  }
});

test("what is asked by curl is JSON, and what other MCP clients read is too", () => {
  const body = /-d '(?<json>[^']*)'/.exec(SNIPPETS.curl({ url, key }))?.groups?.["json"] ?? "";
  expect(JSON.parse(body)).toMatchObject({ session_id: "deploy-bot", action: { name: "deploy" } });
  expect(JSON.parse(SNIPPETS.mcp({ url, key }))).toEqual({
    mcpServers: {
      loopgate: { type: "http", url: `${url}/mcp`, headers: { Authorization: `Bearer ${key}` } },
    },
  });
});
