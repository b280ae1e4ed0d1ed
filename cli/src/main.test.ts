import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GEMINI, hookedHome } from "./hook/hooked.fixture.ts";
import { runningServer, type RunningServer } from "./running-server.fixture.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** The command as a process of its own. */
function started(args: readonly string[], variables: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const child = spawn(process.execPath, [...flags, MAIN, ...args], {
    env: { PATH: process.env["PATH"], ...variables },
  });
  const printed = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (printed.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed.err += chunk.toString()));
  return { child, printed, exit: exitOf(child) };
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  await once(child, "close");
  return child.exitCode;
}

describe("the command as a process", () => {
  let server: RunningServer;
  beforeAll(async () => void (server = await runningServer()));
  afterAll(() => server.close());

  test("an old Node is told what to do before anything is imported", async () => {
    const old = "data:text/javascript,Object.defineProperty(process,'version',{value:'v20.11.1'})";
    const { exit, printed } = started(["pending"], {}, ["--import", old]);
    expect(await exit).toBe(3);
    // The one code that keeps a coding agent from running the tool.
    expect(await started(["hook"], {}, ["--import", old]).exit).toBe(2);
    expect(printed.err).toMatch(/^Loopgate needs Node 22\.19 or newer; this is v20\.11\.1\. Install .*\n$/);
  });

  test("asks, prints the answer and exits with it", async () => {
    const { exit, printed } = started(["ask", "Go?", "--option", "Yes", "--option", "No"], server.variables);
    await server.loopgate(["answer", await newest(), "pick", "No"]);
    expect([await exit, printed]).toEqual([1, { out: "No\n", err: "" }]);
  });

  test.each([["SIGINT", 130] as const, ["SIGTERM", 143] as const])(
    "%s cancels the request and exits %i",
    async (signal, code) => {
      const { child, exit } = started(["ask", "Go?"], server.variables);
      const id = await newest();
      child.kill(signal);
      expect(await exit).toBe(code);
      expect((await server.agent.poll(id)).status).toBe("canceled");
    },
  );

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "%s takes a hook's request back, and the tool may not run",
    async (signal) => {
      const home = hookedHome({ url: server.url });
      const { child, exit, printed } = started(["hook", "--settings", home.file], {
        LOOPGATE_URL: "http://127.0.0.1:9",
      });
      child.stdin?.end(JSON.stringify(GEMINI));
      const id = await newest();
      child.kill(signal);
      expect([await exit, printed.out, printed.err]).toEqual([2, "", expect.stringContaining("ended by a signal")]);
      expect((await server.agent.poll(id)).status).toBe("canceled");
      home.close();
    },
  );

  test("a hook whose shell was ended alone takes its request back", async () => {
    const home = hookedHome({ url: server.url });
    const line = `"${process.execPath}" "${MAIN}" hook --settings "${home.file}" || exit 2`;
    const shell = spawn("/bin/sh", ["-c", line], { stdio: ["pipe", "ignore", "ignore"] });
    shell.stdin.end(JSON.stringify(GEMINI));
    const id = await newest();
    shell.kill("SIGKILL");
    await expect.poll(async () => (await server.agent.poll(id)).status, { timeout: 10_000 }).toBe("canceled");
    home.close();
  });

  test("a hook that fails by a mistake of ours ends with the code that blocks", async () => {
    const broken = "data:text/javascript,setTimeout(()=>{throw new Error('a mistake')},100)";
    const { exit, printed } = started(["hook"], {}, ["--import", broken]);
    expect([await exit, printed.out, printed.err]).toEqual([2, "", expect.stringContaining("a mistake")]);
  });

  test("serve runs until it is told to stop, and then exits 0", async () => {
    const folder = mkdtempSync(join(tmpdir(), "loopgate-serve-"));
    const { child, exit, printed } = started(["serve"], { SERVER_PORT: "0", DATA_DIR: folder, DB_ADAPTER: "memory" });
    await once(child.stderr, "data");
    child.kill("SIGTERM");
    expect([await exit, printed.err]).toEqual([
      0,
      expect.stringMatching(/^Loopgate listens at http:\/\/127\.0\.0\.1:\d+\. /),
    ]);
    rmSync(folder, { recursive: true });
  });

  test("a wrong setting stops serve with one line that names it", async () => {
    const { exit, printed } = started(["serve"], { SERVER_PORT: "many", DATA_DIR: server.dataDir });
    expect(await exit).toBe(1);
    expect(printed.err).toMatch(/^SERVER_PORT .*\n$/);
  });

  test("a reader that has seen enough ends it quietly", async () => {
    const { child, printed } = started(["help"], {});
    child.stdout?.destroy();
    await once(child, "close");
    expect(printed.err).toBe("");
  });

  /** The request that somebody has just made. */
  async function newest(): Promise<string> {
    for (;;) {
      const [request] = (await server.agent.pending()).pending_requests;
      if (request) return request.request_id;
    }
  }
});
