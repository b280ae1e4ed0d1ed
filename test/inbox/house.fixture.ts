/** A real Loopgate with its inbox, a double of Telegram, and people who look at it in a real browser. */
import { onTestFinished } from "vitest";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { phone } from "../../server/src/access/linked.fixture.ts";
import { assertBuilt } from "../built.fixture.ts";
import { realGate, type RealGate } from "../real-gate.fixture.ts";

export const PASSWORD = "correct horse battery staple";
export const wide = { viewport: { width: 1280, height: 800 } } as const;
export const narrow = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

export type House = {
  readonly gate: RealGate;
  /** Where people find the inbox: by a name, since passkeys are bound to one. */
  readonly origin: string;
  /** A browser of somebody's own, on the inbox; whatever goes wrong in it fails the test. */
  visit(options?: BrowserContextOptions): Promise<Visit>;
  /** An agent asks; answers the request's id. */
  ask(input?: object): Promise<string>;
  /** The agent's own look at a request. */
  poll(id: string): Promise<Polled>;
};

export type Visit = { readonly context: BrowserContext; readonly page: Page };
export type Polled = {
  readonly status: string;
  readonly approved: boolean;
  readonly response: string | null;
  readonly decision?: Record<string, unknown>;
};

/** In local mode, without Telegram where `telegram` is false; closed with the test. */
export async function openHouse(browser: Browser, settings: Readonly<Record<string, string>> = {}): Promise<House> {
  assertBuilt();
  const gate = await realGate({ adapter: "memory" }, { LOOPGATE_AUTH: "auto", ...settings });
  const origin = `http://localhost:${gate.port}`;

  return {
    gate,
    origin,
    async visit(options = wide) {
      const context = await browser.newContext({
        baseURL: origin,
        reducedMotion: "reduce",
        locale: "en-GB",
        ...options,
      });
      const page = await context.newPage();
      const wrong: string[] = [];
      page.on("pageerror", (error) => wrong.push(String(error)));
      page.on("console", (message) => {
        if (/Content Security Policy|Trusted Type/.test(message.text())) wrong.push(message.text());
      });
      onTestFinished(async () => {
        await context.close();
        if (wrong.length > 0) throw new Error(wrong.join("\n"));
      });
      return { context, page };
    },
    async ask(input = {}) {
      const body = {
        session_id: "main",
        client_id: "billing-agent",
        message: "The customer was charged twice.",
        ...input,
      };
      const made = await gate.post("/hitl/request", body);
      if (made.status !== 200) throw new Error(JSON.stringify(made.body));
      return String(made.body["request_id"]);
    },
    poll: async (id) => (await gate.get(`/hitl/poll?request_id=${id}`)).body as unknown as Polled,
  };
}

export { phone };
