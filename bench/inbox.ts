/** The inbox in a real browser: its first row, a request that arrives, and a press on its way to the agent. */
import type { Page } from "playwright-core";
import { openChromium } from "../test/inbox/chromium.ts";
import { connect, expectOk, type Connection } from "./connection.ts";
import { quantile } from "./measure.ts";
import type { Places } from "./places.ts";
import { startServer, type Server } from "./server.ts";
import { table, verdict } from "./table.ts";

export type Looks = { readonly starts: number; readonly arrivals: number; readonly presses: number };

const PASSWORD = "correct horse battery staple";
const ROWS = 20;

export async function inbox(places: Places, { starts, arrivals, presses }: Looks): Promise<string> {
  const server = await startServer(places.folder());
  const agent = await connect(server.port);
  const browser = await openChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const moments = await watch(page);
    await signIn(page, server);
    for (let row = 0; row < ROWS; row++) await ask(agent);
    const first = await firstRows(page, server, starts);
    const arriving = await arrive(agent, moments, arrivals);
    const pressed = await press(page, agent, moments, presses);
    const alone = await pressAlone(server, agent, presses);
    const line = (what: string, ms: readonly number[], beside: string, most?: number) => {
      const p50 = quantile(ms, 0.5);
      const target = most === undefined ? ["", ""] : [`p50 ≤ ${most} ms`, verdict(p50 <= most)];
      return [
        what,
        `${p50.toFixed(1)} ms`,
        `${quantile(ms, 0.95).toFixed(1)} ms`,
        String(ms.length),
        beside,
        ...target,
      ];
    };
    const http = (ms: readonly number[]) => `${quantile(ms, 0.5).toFixed(1)} ms`;
    return table(
      ["", "p50", "p95", "times", "HTTP alone, p50", "target", ""],
      [
        line(`from opening the page to its first row, ${ROWS} pending`, first, "", 600),
        line("from asking to the row on the screen", arriving.shown, http(arriving.created), 50),
        line("from the key to the agent's long poll", pressed, http(alone), 20),
      ],
    );
  } finally {
    agent.close();
    await browser.close();
    await server.close();
  }
}

type Moments = { next(what: string): Promise<number> };

/** The page tells when a row has been drawn, and when a key was pressed. */
async function watch(page: Page): Promise<Moments> {
  const waiting = new Map<string, (at: number) => void>();
  await page.exposeFunction("__moment", (what: string) => {
    waiting.get(what)?.(performance.now());
    waiting.delete(what);
  });
  await page.addInitScript(`
    const told = new Set();
    new MutationObserver(() => {
      for (const row of document.querySelectorAll('a[href^="/r/"]')) {
        const what = row.getAttribute("href");
        if (told.has(what)) continue;
        told.add(what);
        requestAnimationFrame(() => {
          window.__first ??= performance.now();
          window.__moment(what);
        });
      }
      const armed = document.querySelector("article[data-armed]")?.dataset.request;
      if (armed && !told.has("armed " + armed)) {
        told.add("armed " + armed);
        window.__moment("armed " + armed);
      }
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-armed", "href"] });
    addEventListener("keydown", () => window.__moment("key"), true);
  `);
  return {
    next: (what) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`the page never told of: ${what}`)), 30_000);
        waiting.set(what, (at) => {
          clearTimeout(late);
          resolve(at);
        });
      }),
  };
}

async function signIn(page: Page, { port, credential }: Server): Promise<void> {
  const caller = await connect(port);
  const { link } = await expectOk(caller.call("POST", "/api/operator/owner", { credential, body: {} }));
  caller.close();
  await page.goto(String(link));
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Become the owner" }).click();
  await page.getByRole("heading", { name: "Welcome, ada" }).waitFor();
}

async function firstRows(page: Page, { port }: Server, starts: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let start = 0; start <= starts; start++) {
    await page.goto(`http://localhost:${port}/`);
    await page.locator('a[href^="/r/"]').first().waitFor();
    await page.waitForFunction("window.__first");
    times.push(Number(await page.evaluate("window.__first")));
  }
  // The first fills the browser's cache.
  return times.slice(1);
}

async function arrive(agent: Connection, moments: Moments, arrivals: number) {
  const shown: number[] = [];
  const created: number[] = [];
  for (let arrival = 0; arrival < arrivals; arrival++) {
    const started = performance.now();
    const id = await ask(agent, 60);
    created.push(performance.now() - started);
    shown.push((await moments.next(`/r/${id}`)) - started);
    await pause(150);
  }
  return { shown, created };
}

async function press(page: Page, agent: Connection, moments: Moments, presses: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < presses; at++) {
    const id = await ask(agent, 30);
    const armed = moments.next(`armed ${id}`);
    await page.locator(`a[href="/r/${id}"]`).first().click();
    // Rows do not move under the pointer.
    await page.mouse.move(1_000, 600);
    await armed;
    const answer = agent.call("GET", `/hitl/poll?request_id=${id}&wait=30`);
    await pause(50);
    const key = moments.next("key");
    await page.keyboard.press("a");
    const body = await answer;
    const told = performance.now();
    if (!body.body.includes('"approved":true')) throw new Error(`the poll was not told of the key: ${body.body}`);
    times.push(told - (await key));
  }
  return times;
}

/** The same press without a browser: at the terminal's route, by HTTP. */
async function pressAlone(
  { port, credential }: Server,
  agent: Connection,
  presses: number,
): Promise<readonly number[]> {
  const presser = await connect(port);
  const times: number[] = [];
  for (let at = 0; at < presses; at++) {
    const path = `/api/terminal/requests/${await ask(agent)}`;
    const { shown_digest } = await expectOk(presser.call("GET", path, { credential }));
    const answer = agent.call("GET", `/hitl/poll?request_id=${path.split("/").at(-1)}&wait=30`);
    await pause(20);
    const started = performance.now();
    const sent = presser.call("POST", `${path}/answer`, {
      credential,
      body: { shown_digest, reply: { kind: "approve" } },
    });
    await answer;
    times.push(performance.now() - started);
    await sent;
  }
  presser.close();
  return times;
}

async function ask(agent: Connection, seconds = 3_600): Promise<string> {
  const body = { session_id: "bench", client_id: "ci", message: "All tests passed.", timeout_seconds: seconds };
  const action = { name: "deploy", arguments: { to: "production" } };
  return String((await expectOk(agent.call("POST", "/hitl/request", { body: { ...body, action } })))["request_id"]);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
