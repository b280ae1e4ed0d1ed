/** A Loopgate in which time stands still and chance is foreseen: two runs of it show the same codes, times and fingerprints. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { readConfig } from "../../server/src/config.ts";
import { listen } from "../../server/src/http/listen.ts";
import { systemClock } from "../../server/src/kit/clock.ts";
import { createLog } from "../../server/src/kit/log.ts";
import { seededIds } from "../../server/src/kit/seeded-ids.ts";
import { virtualClock } from "../../server/src/kit/virtual-clock.ts";
import { createLoopgate } from "../../server/src/main.ts";
import { assertBuilt } from "../built.fixture.ts";
import { PASSWORD } from "./house.fixture.ts";

const OPERATOR = "op_the_credential_of_this_operator";
/** In the past, so that a sign-in by the machine's own clock has not ended. */
const MORNING = Date.UTC(2026, 0, 12, 9, 30);
const MINUTE = 60_000;

/** Whoever looks at it in two runs must ask for the same things in the same order. Everything ends with the test. */
export async function stillHouse(browser: Browser) {
  assertBuilt();
  const clock = virtualClock(MORNING);
  const config = readConfig({ DB_ADAPTER: "memory", LOG_LEVEL: "silent", SERVER_PORT: "0", REQUEST_TIMEOUT: "3600" });
  let port = 0;
  const world = {
    clock,
    ids: seededIds("looks", clock),
    log: createLog({ level: "silent" }),
    folder: { master: "m".repeat(32), isOperator: (credential: string) => credential === OPERATOR },
  };
  const loopgate = await createLoopgate(config, world, () => port);
  await loopgate.start();
  const listening = await listen(loopgate.app, { ...config, clock: systemClock });
  ({ port } = listening);
  onTestFinished(async () => {
    const stopped = listening.close();
    await Promise.all([loopgate.close(), clock.advance(MINUTE)]);
    await stopped;
  });
  const origin = `http://localhost:${port}`;

  async function post(path: string, body: object, headers: Record<string, string> = {}) {
    const response = await fetch(origin + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  }

  return {
    /** The address behind which somebody becomes the owner. */
    async ownerPath(): Promise<string> {
      const { link } = await post("/api/operator/owner", {}, { authorization: `Bearer ${OPERATOR}` });
      return `/owner#${String(link).split("#")[1]}`;
    },
    /** Makes the owner. */
    async own(path: string, username: string): Promise<void> {
      await post("/api/auth/owner", { code: path.split("#")[1], username, password: PASSWORD }, { origin });
    },
    /** Asks, and lets a minute go by. Answers the request's path in the inbox. */
    async ask(input: object & { readonly client_id: string }): Promise<string> {
      const { request_id: id } = await post("/hitl/request", { session_id: input.client_id, ...input });
      await clock.advance(MINUTE);
      return `/r/${String(id)}`;
    },
    /** A browser whose clock stands still, too. */
    async visit(options: BrowserContextOptions): Promise<Page> {
      const context = await browser.newContext({
        baseURL: origin,
        reducedMotion: "reduce",
        locale: "en-GB",
        timezoneId: "UTC",
        ...options,
      });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.clock.setFixedTime(clock.now());
      return page;
    },
  };
}
