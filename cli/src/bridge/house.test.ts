import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platform, type World } from "@loopgate/client/world";
import { serve } from "@loopgate/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readEnvironment } from "../environment.ts";
import { freePort } from "../free-port.fixture.ts";
import { personWith } from "../person.fixture.ts";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { mcpClient, modern } from "./client.fixture.ts";
import { createHouse } from "./house.ts";

/** A world in which patience is over soon. */
const hasty: World = { ...platform, elapsed: () => platform.elapsed() * 50 };

let variables: { readonly SERVER_PORT: string; readonly DATA_DIR: string; readonly LOG_LEVEL: string };
beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-house-"));
  variables = { SERVER_PORT: await freePort(), DATA_DIR: folder, LOG_LEVEL: "silent" };
});
afterEach(() => rmSync(variables.DATA_DIR, { recursive: true, force: true }));

const ask = {
  name: "request_human_input",
  arguments: { message: "May I?", action: { name: "deploy", arguments: {} } },
};

describe("where no server runs", () => {
  test("one is started, which people reach too, and it ends with its client", async () => {
    const client = mcpClient(variables);
    const answer = client.request(1, "tools/call", { ...ask, _meta: modern });
    await personWith(variables).answerFirst("approve");
    expect((await answer).result).toMatchObject({ structuredContent: { status: "completed", approved: true } });
    expect(client.printed.err).toContain(`this process runs one, at http://127.0.0.1:${variables.SERVER_PORT}`);
    expect(await client.end()).toBe(0);
    expect((await personWith(variables).loopgate(["pending"])).err).toContain("does not answer");
  });

  test("of two that start at the same moment one starts it, and both are served", async () => {
    const clients = [mcpClient(variables), mcpClient(variables)];
    const answers = await Promise.all(clients.map((client) => client.request(1, "tools/list")));
    expect(answers.map(({ result }) => result !== undefined)).toEqual([true, true]);
    expect(clients.filter(({ printed }) => printed.err !== "")).toHaveLength(1);
    await Promise.all(clients.map((client) => client.end()));
  });

  test("a setting that keeps it from starting is told with its sentence", async () => {
    const client = mcpClient({ ...variables, REQUEST_TIMEOUT: "soon" });
    expect((await client.request(1, "ping")).error?.message).toMatch(
      /^Loopgate: REQUEST_TIMEOUT must be a whole number/,
    );
    await client.end();
  });

  test("a data folder that a server on another port holds is told, and where to look", async () => {
    const other = await serve({ ...variables, SERVER_PORT: "0" });
    const client = mcpClient(variables, { world: hasty });
    const { error } = await client.request(1, "ping");
    expect(error?.message).toContain("It could not be started here either: Another Loopgate uses");
    expect(error?.message).toContain("set LOOPGATE_URL");
    await client.end();
    await other.close();
  });

  test("none is started in the place of one at another address", async () => {
    const { shell } = recordedShell({ variables: { ...variables, LOOPGATE_URL: "http://127.0.0.1:9" } });
    const loadServer = () => Promise.reject(new Error("a server is started"));
    const house = createHouse({ ...shell, loadServer, started: () => {} });
    await expect(house.open()).resolves.toBeUndefined();
  });
});

describe("when the process that ran the server is gone", () => {
  test("another takes its place, and what was asked is still there", async () => {
    const first = mcpClient(variables);
    await first.request(1, "tools/list");
    const second = mcpClient(variables);
    const asked = (await second.request(1, "tools/call", { ...ask, arguments: { ...ask.arguments, wait_seconds: 0 } }))
      .result?.["structuredContent"] as { readonly request_id: string };
    await first.end();
    const name = "check_request_status";
    const answer = second.request(2, "tools/call", {
      name,
      arguments: { request_id: asked.request_id, wait_seconds: 20 },
    });
    await personWith(variables).answerFirst("reject");
    expect((await answer).result).toMatchObject({ structuredContent: { status: "completed", approved: false } });
    await second.end();
  });

  test("it is given three seconds to come back, and then its place is taken", async () => {
    let now = 0;
    const world = { elapsed: () => now, sleep: async (ms: number) => void (now += ms) };
    const starts: number[] = [];
    const { shell } = recordedShell({ variables });
    const house = createHouse({
      environment: readEnvironment(variables, shell.environment),
      world,
      loadServer: async () => ({
        ...(await shell.loadServer()),
        serve: () => Promise.resolve({ url: "", ownerLink: undefined, close: () => Promise.resolve(starts.push(now)) }),
      }),
      started: () => starts.push(now),
    });
    house.reached();
    while (starts.length === 0) await house.open();
    expect(starts).toEqual([3000]);
    await house.close();
    expect(starts).toHaveLength(2);
  });
});
