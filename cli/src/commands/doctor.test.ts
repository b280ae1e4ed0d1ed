import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";
import { runningServer, type RunningServer } from "../running-server.fixture.ts";

describe("loopgate doctor", () => {
  let server: RunningServer;
  beforeAll(async () => void (server = await runningServer()));
  afterAll(() => server.close());

  test("tells who may answer, how surely, and what local mode does not protect against", async () => {
    const { code, out } = await server.loopgate(["doctor"]);
    expect(out).toContain("Responders: owner (terminal)");
    expect(out).toContain("high same_user");
    expect(out).toContain("Mode: local.");
    expect(out).toContain("It does not protect against code that runs as the server's own user");
    expect([code, out]).toEqual([0, expect.stringContaining("All is well.")]);
  });

  test("as JSON it is one value with the server's own words", async () => {
    const { code, out } = await server.loopgate(["doctor", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ ok: true, status: { mode: "local", terminal_answers: "fallback" } });
    expect(code).toBe(0);
  });

  test("an open credential exits 1 with the command that closes it", async () => {
    const file = join(server.dataDir, "operator.token");
    chmodSync(file, 0o644);
    const { code, out } = await server.loopgate(["doctor"]);
    chmodSync(file, 0o600);
    expect([code, out]).toEqual([1, expect.stringContaining(`→ Run: chmod 600 "${file}"`)]);
  });

  test("a server that is away exits 1 with how to start it", async () => {
    const { shell, printed } = recordedShell({
      variables: { ...server.variables, LOOPGATE_URL: "http://127.0.0.1:9" },
    });
    expect(await run(["doctor"], shell)).toBe(1);
    expect(printed.out).toContain("Start it with: loopgate serve.");
  });

  test("a check that fails is told with its detail, and exits 1", async () => {
    const { shell, printed } = recordedShell({ variables: server.variables });
    const checks = [{ name: "telegram", ok: false, detail: "the token is refused" }];
    const ailing: typeof fetch = async (input, init) =>
      new Request(input).url.endsWith("/health/ready")
        ? Response.json({ checks }, { status: 503 })
        : fetch(input, init);
    expect(await run(["doctor"], { ...shell, world: { ...shell.world, fetch: ailing } })).toBe(1);
    expect(printed.out).toContain("✖ Telegram: the token is refused\n   → The server's log says why.\n");
  });
});
