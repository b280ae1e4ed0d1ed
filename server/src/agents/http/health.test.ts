import { Readiness } from "@loopgate/contract";
import { expect, test } from "vitest";
import { createApp } from "../../http/app.ts";
import { createLog } from "../../kit/log.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { VERSION } from "../../version.ts";
import { healthRoutes, type HealthCheck } from "./health.ts";

async function readiness(...checks: readonly HealthCheck[]) {
  const app = createApp({
    reach: { hosts: [], origins: [], port: () => 1, proxied: false },
    routes: [healthRoutes({ checks })],
    log: createLog({ level: "silent" }),
  });
  const answer = await app.request("/health/ready", { headers: { host: "localhost" } });
  return { status: answer.status, body: Readiness.parse(await answer.json()) };
}
const fine: HealthCheck = {
  name: "database",
  vital: true,
  check: () => Promise.resolve({ ok: true, detail: "answers" }),
};
const broken = (vital: boolean): HealthCheck => ({
  name: "telegram",
  vital,
  check: () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7")),
});

test("the process says that it is healthy", async () => {
  const loopgate = await openLoopgate();
  const { status, body } = await loopgate.get("/health");
  expect([status, body]).toEqual([200, { status: "healthy", service: "loopgate", version: VERSION }]);
});

test("it is ready while the database answers", async () => {
  const loopgate = await openLoopgate();
  const { status, body } = await loopgate.get("/health/ready");
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: "ready", checks: [{ name: "database", ok: true }] });
});

test("a channel that is down is told, and does not make it unready", async () => {
  const { status, body } = await readiness(fine, broken(false));
  expect(status).toBe(200);
  expect(body.checks[1]).toEqual({ name: "telegram", ok: false, detail: "does not answer" });
});

test("without its database it is not ready, and nothing internal is told", async () => {
  const { status, body } = await readiness(broken(true));
  expect(status).toBe(503);
  expect(body.status).toBe("not_ready");
  expect(JSON.stringify(body)).not.toContain("10.0.0.7");
});
