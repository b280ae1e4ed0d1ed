/** The receiver that docs/webhooks.md shows, run as it stands there. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openLoopgate } from "../../server/src/loopgate.fixture.ts";
import { root } from "../sources.ts";
import { readBlocks } from "./blocks.ts";

test("the receiver of docs/webhooks.md takes what is signed with its secret, and nothing else", async () => {
  const example = readBlocks(readFileSync(join(root, "docs/webhooks.md"), "utf8")).find(
    ({ language }) => language === "js",
  );
  const file = join(import.meta.dirname, `.receiver-${process.pid}.mjs`);
  writeFileSync(file, String(example?.text));
  onTestFinished(() => rmSync(file));
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const { post, answer } = await openLoopgate();
  const asked = await post("/hitl/request", {
    session_id: "main",
    client_id: "bot",
    message: "Deploy?",
    request_type: "confirmation",
    callback_url: url,
  });
  const child = spawn(process.execPath, [file], {
    env: { CALLBACK_SECRET: String(asked.body["callback_secret"]), PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const forged = () => fetch(url, { method: "POST", body: "{}" }).then(({ status }) => status);
  await vi.waitFor(async () => expect(await forged()).toBe(401), { timeout: 10_000, interval: 100 });
  await answer(String(asked.body["request_id"]), { kind: "approve" });
  await vi.waitFor(() => expect(said).toBe(`${String(asked.body["request_id"])}: go\n`), { timeout: 10_000 });
}, 30_000);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
