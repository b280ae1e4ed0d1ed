/** OpenAI Agents' own package with a scripted model; a run's state goes to another process as its text. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { join } from "node:path";
import { run, RunState, setTracingDisabled, tool } from "@openai/agents";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { gate as gated } from "../../client/src/index.ts";
import { applyDecisions, runGated, submitInterruptions } from "../../client/src/openai-agents.ts";
import { node } from "../mcp/gate.fixture.ts";
import { root } from "../sources.ts";
import { deployer, ran } from "./openai-agent.fixture.ts";
import { openHouse, type House } from "./typescript.fixture.ts";

setTracingDisabled(true);
let house: House;
beforeAll(async () => (house = await openHouse("openai-agents")));
afterAll(() => house.close());

describe("gate()", () => {
  const invoked = (message: string, more: object = {}) => {
    const deploy = tool({
      name: "deploy",
      description: "Deploys a version.",
      parameters: z.object({ version: z.string() }),
      async execute({ version }) {
        ran.push(version);
        return `deployed ${version}`;
      },
    });
    return run(deployer([gated(deploy, { client: house.client, message, ...more })]), "Deploy");
  };
  const toldBy = ({ output }: { output: readonly object[] }) => JSON.stringify(output);

  test("runs the tool with what a person approved or corrected", async () => {
    const yes = house.answered("Yes", { kind: "approve" });
    expect(toldBy(await invoked("Yes"))).toContain("deployed 1");
    const request = await house.client.get(await yes);
    expect(request.source).toEqual({ client: "openai-agents", tool_call_id: "call-1" });
    const edit = house.answered("Edit", { kind: "edit", arguments: { version: "2" } });
    expect(toldBy(await invoked("Edit"))).toContain("deployed 2");
    await edit;
    expect(ran.splice(0)).toEqual(["1", "2"]);
  });

  test("runs nothing after a no, a timeout, or a correction that does not fit", async () => {
    const no = house.answered("No", { kind: "reject", reason: "Friday" });
    expect(toldBy(await invoked("No"))).toContain("A person did not approve: Friday");
    await no;
    expect(toldBy(await invoked("Late", { timeoutSeconds: 1 }))).toContain("Nobody answered in time");
    const misfit = house.answered("Misfit", { kind: "edit", arguments: { version: 2 } });
    await invoked("Misfit");
    await misfit;
    expect(ran).toEqual([]);
  });
});

describe("runGated()", () => {
  test("asks, and goes on with a yes", async () => {
    const person = house.answered("May deploy run?", { kind: "approve" });
    const result = await runGated(deployer(), "Deploy", { client: house.client });
    await person;
    expect(result.finalOutput).toBe("done");
    expect(ran.splice(0)).toEqual(["1"]);
  });

  test("tells the model of a no", async () => {
    const person = house.answered("May deploy run?", { kind: "reject", reason: "Friday" });
    const result = await runGated(deployer(), "Deploy", { client: house.client });
    await person;
    expect(JSON.stringify(result.history)).toContain("A person did not approve: Friday");
    expect(ran).toEqual([]);
  });

  test("tells the model that nobody answered in time", async () => {
    const result = await runGated(deployer(), "Deploy", { client: house.client, timeoutSeconds: 1 });
    expect(JSON.stringify(result.history)).toContain("Nobody answered in time");
    expect(ran).toEqual([]);
  });

  test("takes the question back with its signal", async () => {
    const stop = new AbortController();
    const asked = runGated(deployer(), "Deploy", { client: house.client, signal: stop.signal });
    const id = await house.gate.asked("May deploy run?");
    stop.abort(new Error("stopped"));
    await expect(asked).rejects.toThrow("stopped");
    expect(await house.client.get(id)).toMatchObject({ status: "canceled" });
    expect(ran).toEqual([]);
  });

  test("goes on through a crash of the server", async () => {
    const asked = runGated(deployer(), "Deploy", { client: house.client });
    await house.gate.asked("May deploy run?");
    await house.gate.restart("crash");
    await house.answered("May deploy run?", { kind: "approve" });
    expect((await asked).finalOutput).toBe("done");
    expect(ran.splice(0)).toEqual(["1"]);
  });
});

describe("a run that is parted from its approval", () => {
  const parted = async (id: string) => {
    const result = await run(deployer(), "Deploy");
    const options = { client: house.client, run: id };
    const [request] = await submitInterruptions(result, options);
    const [again] = await submitInterruptions(result, options);
    expect(again?.request_id).toBe(request?.request_id);
    return { state: result.state.toString(), id: String(request?.request_id) };
  };

  test.each([
    ["yes", { kind: "approve" }, "deployed 1"],
    ["no", { kind: "reject", reason: "Friday" }, "A person did not approve: Friday"],
  ] as const)("goes on in another process with a %s, through a restart of the server", async (name, reply, told) => {
    const saved = await parted(`run-${name}`);
    await house.gate.restart("stop");
    await house.answered("May deploy run?", reply);
    const other = join(root, "test", "sdks", "openai-resume.fixture.ts");
    const { stdout } = await promisify(execFile)(node, [other, house.gate.url, saved.id, saved.state], { cwd: root });
    expect(stdout).toContain(told);
    expect(stdout).toContain("done");
  });

  test("waits on where nobody has answered, and refuses an answer to another call", async () => {
    const saved = await parted("run-open");
    const state = await RunState.fromString(deployer(), saved.state);
    applyDecisions(state, [await house.client.get(saved.id)]);
    expect((await run(deployer(), state)).interruptions).toHaveLength(1);
    await house.answered("May deploy run?", { kind: "approve" });
    const request = await house.client.get(saved.id);
    const other = { name: "deploy", arguments: { version: "666" }, digest: "" };
    expect(() => applyDecisions(state, [{ ...request, action: other }])).toThrow("was asked about another call");
    expect(ran).toEqual([]);
  });
});
