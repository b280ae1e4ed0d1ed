/** A Loopgate that listens, as it is started in earnest, beside a double of Telegram. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFakeTelegram } from "@loopgate/fake-telegram";
import { onTestFinished } from "vitest";
import { peopleOf, phone } from "../server/src/access/linked.fixture.ts";
import { serve } from "../server/src/index.ts";
import type { Answered } from "../server/src/loopgate.fixture.ts";
import type { Place } from "./databases.ts";

export type RealGate = Awaited<ReturnType<typeof realGate>>;

/** Served mode unless `settings` say otherwise; everything ends with the test. */
export async function realGate({ adapter, uri = "" }: Place, settings: Readonly<Record<string, string>> = {}) {
  const fake = await startFakeTelegram({ antiSpin: false, people: Object.values(phone) });
  const dataDir = mkdtempSync(join(tmpdir(), "loopgate-real-"));
  const serving = await serve({
    SERVER_PORT: "0",
    LOG_LEVEL: "silent",
    DATA_DIR: dataDir,
    DB_ADAPTER: adapter,
    DB_URI: uri,
    LOOPGATE_SECRET: "a secret of this test, and of no other gate",
    LOOPGATE_AUTH: "keys",
    REGISTRATION: "open",
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.url,
    ...settings,
  });
  onTestFinished(async () => {
    await serving.close();
    await fake.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function call(method: string, path: string, init: RequestInit = {}): Promise<Answered> {
    const response = await fetch(`${serving.url}${path}`, { ...init, method });
    const text = await response.text();
    const isJson = (response.headers.get("content-type") ?? "").includes("json");
    const body = isJson && text !== "" ? (JSON.parse(text) as Answered["body"]) : { text };
    return { status: response.status, headers: response.headers, body };
  }
  const get = (path: string, headers: Record<string, string> = {}) => call("GET", path, { headers });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call("POST", path, {
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const { origin } = new URL(serving.url);
  return {
    ...peopleOf({ call, post }, fake, { origin }),
    port: Number(new URL(origin).port),
    call,
    get,
    post,
    operator: () => readFileSync(join(dataDir, "operator.token"), "utf8").trim(),
  };
}
