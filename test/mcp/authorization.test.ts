/** The protocol's own conformance suite against the authorization server of the built gate, with a person who says yes. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBrowser, sentTo } from "../../server/src/access/oauth/oauth.fixture.ts";
import { root } from "../sources.ts";
import { openGate, type Gate } from "./gate.fixture.ts";

type Check = { readonly id: string; readonly status: string; readonly errorMessage?: string };

const ann = { username: "ann", password: "SecurePassword123!" };
let gate: Gate;
let issuer: string;
beforeAll(async () => {
  gate = await openGate({ OAUTH_REGISTRATION: "on" });
  issuer = gate.url.replace("127.0.0.1", "localhost");
}, 30_000);
afterAll(() => gate.close());

test("authorization-server-metadata-endpoint and authorization-code-grant pass", async () => {
  const callbackPort = await freePort();
  await post("/api/auth/register", ann);
  const redirect = `http://127.0.0.1:${callbackPort}/callback`;
  const { client_id: clientId } = await post("/oauth/register", { client_name: "suite", redirect_uris: [redirect] });
  const checks = await runSuite(
    ["--client-id", String(clientId), "--resource", `${issuer}/mcp`, "--port", String(callbackPort)],
    sayYes,
  );
  expect(checks.map(({ id, status, errorMessage }) => [id, status, errorMessage])).toEqual([
    ["authorization-server-metadata", "SUCCESS", undefined],
    ["authorization-server-metadata-cimd", "SUCCESS", undefined],
    ["authorization-code-grant", "SUCCESS", undefined],
  ]);
}, 60_000);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${issuer}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Record<string, unknown>;
}

/** The person to whom the suite gives an address: signs in, says yes, and is sent back to the suite. */
async function sayYes(url: string): Promise<void> {
  const request = (path: string, init: RequestInit) => fetch(`${issuer}${path}`, { ...init, redirect: "manual" });
  const browser = createBrowser({ request }, "", issuer);
  const page = await browser.submit(await browser.open(url), ann);
  await fetch(sentTo(await browser.submit(page, { decision: "allow" })));
}

/** Every scenario of the suite for authorization servers, in its order; `visit` is given the address that it prints for a person. */
async function runSuite(args: readonly string[], visit: (url: string) => Promise<void>): Promise<readonly Check[]> {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-authorization-"));
  const bin = join(root, "node_modules", ".bin");
  const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: tmpdir() };
  try {
    const said = await new Promise<string>((resolve, reject) => {
      const all = ["authorization", "--url", issuer, "--output-dir", folder, ...args];
      const suite = execFile(join(bin, "conformance"), all, { env }, (_, out, errors) => resolve(out + errors));
      let printed = "";
      let visited = false;
      suite.stdout?.on("data", (text: string) => {
        printed += text;
        const url = /^http\S+\/oauth\/authorize\?\S+$/m.exec(printed)?.[0];
        if (url === undefined || visited) return;
        visited = true;
        visit(url).catch(reject);
      });
    });
    const results = readdirSync(folder).toSorted((a, b) => b.localeCompare(a));
    if (results.length === 0) throw new Error(`the suite left no result:\n${said}`);
    return results.flatMap((name) => JSON.parse(readFileSync(join(folder, name, "checks.json"), "utf8")) as Check[]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
