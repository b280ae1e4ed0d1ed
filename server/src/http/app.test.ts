import { LoopgateError } from "@loopgate/contract";
import { expect, test } from "vitest";
import { Unavailable } from "../kit/failures.ts";
import type { Log } from "../kit/log.ts";
import { openLoopgate } from "../loopgate.fixture.ts";
import { createApp } from "./app.ts";
import { STATUS } from "./problem.ts";

const reach = { hosts: [], origins: [], port: () => 8080, proxied: false };

/** An app whose one route fails in this way, and what its log heard. */
function failing(error: unknown) {
  const heard: unknown[] = [];
  const hear: Log["error"] = (message, fields) => heard.push([message, fields]);
  const log: Log = { debug: hear, info: hear, warn: hear, error: hear };
  const app = createApp({
    reach,
    log,
    routes: [
      (routes) =>
        routes.get("/fails", () => {
          throw error;
        }),
    ],
  });
  return { heard, call: () => app.request("/fails", { headers: { host: "localhost" } }) };
}

test("an unknown route is 404, whatever the method", async () => {
  const loopgate = await openLoopgate();
  for (const path of [
    "/nowhere",
    "/hitl",
    "/hitl/nothing",
    "/hitl/poll/",
    "/hitl/requests/",
    "/HITL/poll",
    "/%2e%2e/etc",
  ])
    expect((await loopgate.get(path)).body["code"], path).toBe("not_found");
});

test.each([
  ["DELETE", "/hitl/request", "POST"],
  ["GET", "/hitl/cancel", "POST"],
  ["POST", "/hitl/poll", "GET"],
  ["PUT", "/hitl/requests/abc", "GET"],
  ["PATCH", "/health", "GET"],
  ["OPTIONS", "/hitl/request", "POST"],
])("%s %s is 405 and says what is allowed", async (method, path, allow) => {
  const loopgate = await openLoopgate();
  const answer = await loopgate.call(method, path);
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe(allow);
  expect(answer.body["code"]).toBe("method_not_allowed");
});

test("every answer is kept by no cache and guessed at by no browser", async () => {
  const loopgate = await openLoopgate();
  for (const path of ["/health", "/docs", "/openapi.json", "/hitl/nothing", "/hitl/pending"]) {
    const { headers } = await loopgate.get(path);
    expect(headers.get("cache-control"), path).toBe("no-store");
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
  }
  const refused = await loopgate.get("/health", { host: "evil.example" });
  expect(refused.headers.get("x-content-type-options")).toBe("nosniff");
});

test("a mistake of ours is logged with its cause, and told as internal with nothing of it", async () => {
  const { heard, call } = failing(new Error("select * from secrets at /home/user/db.ts:1"));
  const answer = await call();
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(text).not.toMatch(/secrets|home|\.ts|stack/);
  expect(JSON.parse(text)).toMatchObject({ code: "internal", status: 500 });
  expect(heard).toEqual([
    [
      expect.any(String),
      {
        method: "GET",
        route: "/fails",
        error: expect.objectContaining({ message: expect.stringContaining("secrets") }),
      },
    ],
  ]);
});

test("a database that is gone is 503, and when to try again", async () => {
  for (const code of ["unavailable", "overloaded"] as const) {
    const answer = await failing(new Unavailable(code, "connect ECONNREFUSED 10.0.0.7:5432")).call();
    const text = await answer.text();
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(text).not.toContain("10.0.0.7");
    expect(JSON.parse(text)).toMatchObject({ code });
  }
});

test.each(Object.entries(STATUS))("%s is told with %i, as a problem with its code", async (code, status) => {
  const fields = [{ path: "a", message: "is wrong" }];
  const answer = await failing(new LoopgateError(code as keyof typeof STATUS, "Do this.", fields)).call();
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(await answer.json()).toEqual({
    type: `/docs#error-${code}`,
    title: expect.any(String),
    status,
    code,
    detail: "Do this.",
    errors: fields,
  });
});
