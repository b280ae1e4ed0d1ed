import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordedShell } from "./recorded-shell.fixture.ts";
import { run } from "./run.ts";
import { runningServer, type RunningServer } from "./running-server.fixture.ts";

describe("the responder's credential", () => {
  let server: RunningServer;
  beforeAll(async () => void (server = await runningServer()));
  afterAll(() => server.close());
  const loopgate: RunningServer["loopgate"] = (args, extras) => server.loopgate(args, extras);
  const asked: RunningServer["asked"] = (input) => server.asked(input);
  const stateOf = (id: string) => server.agent.poll(id);

  test("every refusal is told with its title, its sentence and its fields", async () => {
    const missing = await loopgate(["answer", "zzzzzz", "approve"]);
    expect(missing).toMatchObject({ code: 3, err: "No such request. There is no request with this code.\n" });
    expect((await loopgate(["pending", "--limit", "999"])).err).toMatch(/\n {2}limit: /);
    expect((await loopgate(["pending", "--nope"])).code).toBe(3);
    expect((await loopgate(["answer"])).code).toBe(3);
  });

  test("a credential that others can read is not used", async () => {
    const file = join(server.dataDir, "operator.token");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o640);
    const refused = await loopgate(["pending"]);
    chmodSync(file, 0o600);
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining(`chmod 600 "${file}"`)]);
  });

  test("an agent's key in place of the credential is refused", async () => {
    const { code, id } = await asked({});
    const variables = { ...server.variables, DATA_DIR: `${server.dataDir}-agent` };
    mkdirSync(variables.DATA_DIR);
    writeFileSync(join(variables.DATA_DIR, "operator.token"), "lk_pub_0123\n", { mode: 0o600 });
    const { shell, printed } = recordedShell({ variables });
    expect(await run(["answer", code, "text", "x"], shell)).toBe(3);
    rmSync(variables.DATA_DIR, { recursive: true });
    expect(printed.err).toContain("An agent's credential can never answer a request.");
    expect((await stateOf(id)).status).toBe("pending");
  });

  test("the credential is not sent over plain http to another machine", async () => {
    const { shell, printed } = recordedShell({
      variables: { ...server.variables, LOOPGATE_URL: "http://192.0.2.1:8080" },
    });
    expect(await run(["pending"], shell)).toBe(3);
    expect(printed.err).toContain("is not sent to 192.0.2.1:8080 over plain http");
  });

  test("without a server or a data folder the command says what to do", async () => {
    const gone = recordedShell({ variables: { ...server.variables, LOOPGATE_URL: "http://127.0.0.1:9" } });
    expect(await run(["pending"], gone.shell)).toBe(3);
    expect(gone.printed.err).toContain("Start it with: loopgate serve");
    const empty = recordedShell({ variables: { ...server.variables, DATA_DIR: "/nowhere" } });
    expect(await run(["pending"], empty.shell)).toBe(3);
    expect(empty.printed.err).toContain("There is no credential at /nowhere/operator.token");
  });
});
