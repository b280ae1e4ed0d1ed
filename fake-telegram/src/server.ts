import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiResponse } from "@grammyjs/types";
import type { Bot } from "./bots.ts";
import type { Timers } from "./clock.ts";
import { Refusal } from "./errors.ts";
import type { FaultAct, Faults } from "./faults.ts";
import { execute, spellingOf } from "./methods.ts";
import type { Parameters } from "./parameters.ts";
import type { RateLimiter } from "./rate.ts";
import { readParameters } from "./requests.ts";
import type { Validator } from "./validate.ts";

/** One request as received, and what became of it. */
export type Call = {
  readonly token: string;
  /** In the Bot API's own spelling where it is known. */
  readonly method: string;
  readonly params: Parameters;
  /** Milliseconds. */
  readonly at: number;
  /** Undefined while it waits, and for good where the connection was cut. */
  response: ApiResponse<unknown> | undefined;
};

type Outcome = { readonly status: number; readonly body: unknown } | "dropped";

export type BotServer = {
  readonly url: string;
  /** Executes a call that came as the answer to a webhook. */
  run(bot: Bot, method: string, parameters: Parameters): Promise<void>;
  close(): Promise<void>;
};

/** The HTTP front of the Bot API: `/bot<token>/<method>`, by GET or POST, on 127.0.0.1. */
export async function startServer(deps: {
  port: number;
  bots: ReadonlyMap<string, Bot>;
  calls: Call[];
  faults: Faults;
  rate: RateLimiter;
  timers: Timers;
  validator: Validator;
  changed(): void;
}): Promise<BotServer> {
  const { bots, calls, faults, timers, validator } = deps;
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      validator.note(`the double failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(deps.port, "127.0.0.1", resolve);
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const path = /^\/bot([^/]*)\/(\w+)$/.exec(decodeURIComponent(url.pathname));
    if (path === null) return send(response, 404, toResponse(new Refusal("notFound")));
    const [, token = "", method = ""] = path;
    const hangUp = new AbortController();
    response.once("close", () => hangUp.abort());

    const call: Call = {
      token,
      method: spellingOf(method) ?? method,
      params: {},
      at: timers.now(),
      response: undefined,
    };
    const outcome = await answer(call, () => readParameters(request, url.searchParams), hangUp.signal);
    if (outcome === "dropped") response.destroy();
    else send(response, outcome.status, outcome.body);
    deps.changed();
  }

  /** Reads, records and executes one call; "dropped" where the connection is to be cut. */
  async function answer(call: Call, read: () => Promise<Parameters>, hangUp: AbortSignal): Promise<Outcome> {
    let act: FaultAct | undefined;
    try {
      const params = await read();
      Object.assign(call, { params });
      calls.push(call);
      const bot = findBot(call.token);
      validator.request(call.method, params);
      act = faults.strike(call.method, params);
      deps.changed();
      if (act?.kind === "drop") return "dropped";
      if (act?.kind === "respond") {
        call.response = act.body as ApiResponse<unknown>;
        return act;
      }
      if (act?.kind === "delay") await pause(act.ms);
      if (act?.kind === "retryAfter") throw tooMany(act.seconds);
      deps.rate.take(call.token, call.method, params);
      const executing = execute(bot, call.method, params, hangUp);
      // Once it runs, not before: a poll that is seen here is one that waits.
      deps.changed();
      call.response = { ok: true, result: await executing };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === 501) validator.note(`${call.method}: ${error.message}`);
      call.response = toResponse(error);
    }
    if (act?.kind !== "dropAfter") return { status: statusOf(call.response), body: call.response };
    call.response = undefined;
    return "dropped";
  }

  function findBot(token: string): Bot {
    const bot = bots.get(token);
    if (bot !== undefined) return bot;
    throw new Refusal(/^[1-9]\d*:[\w-]+$/.test(token) ? "unauthorized" : "invalidToken");
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => timers.after(ms, resolve));
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async run(bot, method, params) {
      const call: Call = {
        token: bot.token,
        method: spellingOf(method) ?? method,
        params,
        at: timers.now(),
        response: undefined,
      };
      await answer(call, () => Promise.resolve(params), new AbortController().signal);
      deps.changed();
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function tooMany(seconds: number): Refusal {
  return new Refusal("tooManyRequests", { seconds }, { retry_after: seconds });
}

function toResponse(refusal: Refusal): ApiResponse<unknown> {
  return {
    ok: false,
    error_code: refusal.code,
    description: refusal.message,
    ...(refusal.parameters !== undefined && { parameters: refusal.parameters }),
  };
}

function statusOf(body: ApiResponse<unknown>): number {
  return body.ok ? 200 : body.error_code;
}

/** A body that is a string goes out as it is: a proxy's error page. */
function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  const text = typeof body === "string";
  response
    .writeHead(status, { "content-type": text ? "text/html" : "application/json" })
    .end(text ? body : JSON.stringify(body));
}
