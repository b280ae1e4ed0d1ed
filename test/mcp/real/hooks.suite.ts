/** What a coding agent's hook is to do with the real client: the same for each, and what each does where the hook fails. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loopgate, openGate, type Gate } from "../gate.fixture.ts";
import type { Ended } from "./run-client.fixture.ts";
import { startScriptedModel, type ScriptedModel, type Step } from "./scripted-model.ts";
import { openWorkplace, type Workplace } from "./workplace.fixture.ts";

export type HookedClient = {
  /** As `loopgate connect` calls it. */
  readonly name: string;
  readonly version: string;
  /** The file that `loopgate connect --hook` writes, in its home. */
  readonly file: string;
  /** What the model says to run a command. */
  step(command: string): Step;
  /** The arguments that the person sees, with another command. */
  changed(command: string): Readonly<Record<string, string>>;
  /** What has to stand in the home before, such as its model's address. */
  prepare?(place: Workplace, model: ScriptedModel): void;
  run(place: Workplace, model: ScriptedModel): Promise<Ended>;
  /** Its hook is ended by SIGKILL when the client gives it up. */
  readonly kills?: true;
  /** What was seen: whether the command runs without a person's yes. */
  readonly seen: Readonly<Record<Failure, "blocked" | "runs">>;
};

export type Failure =
  | "server down"
  | "hook killed softly"
  | "hook killed"
  | "client gave up"
  | "program missing"
  | "exit 1"
  | "exit 2 without a word";

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});
export function opened<T extends { close(): Promise<void> | void }>(thing: T): T {
  open.push(thing);
  return thing;
}

/** The client with a model that runs `touch wished` once, and its hook set up as `loopgate connect` does it. */
export async function hookedTurn(
  client: Omit<HookedClient, "run" | "seen">,
  url: string,
  args: readonly string[] = [],
) {
  const wish = client.step("touch wished");
  const model = opened(await startScriptedModel((results) => (results.length === 0 ? wish : { text: "done" })));
  const place = opened(openWorkplace());
  client.prepare?.(place, model);
  await loopgate(["connect", client.name, "--hook", "--url", url, ...args], { HOME: place.home });
  const made = (name: string) => existsSync(join(place.folder, name));
  return { model, place, made };
}

/** The same, and how it is run. */
export async function turnOf(client: HookedClient, url: string, args: readonly string[] = []) {
  const turn = await hookedTurn(client, url, args);
  return { ...turn, run: () => client.run(turn.place, turn.model) };
}

/** Ends the hook of this home, once it runs. */
async function killHook({ home }: Workplace, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  const found = await processesOf(() => processesNaming(join(home, ".config", "loopgate", "hooks.json")));
  for (const pid of found) process.kill(pid, signal);
}

async function processesOf(look: () => readonly number[]): Promise<readonly number[]> {
  await expect.poll(() => look().length, { timeout: 30_000 }).toBeGreaterThan(0);
  return look();
}

/** The hook itself, and no shell that started it. */
function processesNaming(path: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const words = commandOf(pid);
      return words.includes(path) && words.includes("hook") && (words[0] ?? "").endsWith("node");
    })
    .map(Number);
}

function commandOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** An address at which nobody listens. */
async function nowhere(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

export function hookSuite(client: HookedClient, change: (file: string, how: Failure) => void): void {
  const { name, version } = client;
  const gateOf = async (): Promise<Gate> => opened(await openGate());

  describe(`${name} ${version}, by loopgate connect ${name} --hook`, () => {
    test("runs what a person approves", async () => {
      const gate = await gateOf();
      const { run, made } = await turnOf(client, gate.url);
      const running = run();
      await gate.answer(await gate.asked(), { kind: "approve" });
      const { code, said } = await running;
      expect([code, made("wished")], said).toEqual([0, true]);
    }, 120_000);

    test("runs what a person changed it to, and nothing else", async () => {
      const gate = await gateOf();
      const { run, made } = await turnOf(client, gate.url);
      const running = run();
      await gate.answer(await gate.asked(), { kind: "edit", arguments: client.changed("touch changed") });
      const { code, said } = await running;
      expect([code, made("wished"), made("changed")], said).toEqual([0, false, true]);
    }, 120_000);

    test("runs nothing that a person rejects, and its model reads why", async () => {
      const gate = await gateOf();
      const { run, made, model } = await turnOf(client, gate.url);
      const running = run();
      await gate.answer(await gate.asked(), { kind: "reject", reason: "Not on a Friday" });
      const { said } = await running;
      expect(made("wished"), said).toBe(false);
      expect(model.results()[0]?.text).toContain("Not on a Friday");
    }, 120_000);

    test("runs what a person approves after the server crashed while he was asked", async () => {
      const gate = await gateOf();
      const { run, made } = await turnOf(client, gate.url);
      const running = run();
      const id = await gate.asked();
      await gate.restart("crash");
      await gate.answer(id, { kind: "approve" });
      const { code, said } = await running;
      expect([code, made("wished")], said).toEqual([0, true]);
    }, 120_000);

    test("runs nothing when nobody answers in time", async () => {
      const gate = await gateOf();
      const { run, made, model } = await turnOf(client, gate.url, ["--timeout", "3"]);
      const { said } = await run();
      expect(made("wished"), said).toBe(false);
      expect(model.results()[0]?.text).toContain("No person answered in time");
      expect(await gate.pending()).toEqual([]);
    }, 120_000);
  });

  describe(`${name} ${version}, where its hook fails`, () => {
    const outcome = async (failure: Failure, url: string, during?: (place: Workplace) => Promise<void>) => {
      const { run, made, place, model } = await turnOf(
        client,
        url,
        failure === "client gave up" ? ["--timeout", "600"] : [],
      );
      change(join(place.home, client.file), failure);
      const running = run();
      await during?.(place);
      const { said } = await running;
      const outcomes = made("wished") ? "runs" : "blocked";
      console.log(
        `${name} ${version}, ${failure}: ${outcomes}. ${model.results()[0]?.text.slice(0, 300) ?? said.slice(-300)}`,
      );
      return outcomes;
    };

    test(`with the server down: ${client.seen["server down"]}`, async () => {
      expect(await outcome("server down", await nowhere())).toBe(client.seen["server down"]);
    }, 120_000);

    test(`with the hook ended by SIGTERM: ${client.seen["hook killed softly"]}, and the request is taken back`, async () => {
      const gate = await gateOf();
      const ended = await outcome("hook killed softly", gate.url, async (place) => {
        await gate.asked();
        await killHook(place, "SIGTERM");
      });
      expect(ended).toBe(client.seen["hook killed softly"]);
      await expect.poll(() => gate.pending()).toEqual([]);
    }, 120_000);

    test(`with the hook killed by SIGKILL: ${client.seen["hook killed"]}`, async () => {
      const gate = await gateOf();
      const ended = await outcome("hook killed", gate.url, async (place) => {
        await gate.asked();
        await killHook(place, "SIGKILL");
      });
      expect(ended).toBe(client.seen["hook killed"]);
    }, 120_000);

    test(`with a client that waits for less long than people have: ${client.seen["client gave up"]}`, async () => {
      const gate = await gateOf();
      expect(await outcome("client gave up", gate.url)).toBe(client.seen["client gave up"]);
      // Nobody is asked any longer, where the client lets its hook say so.
      await expect.poll(async () => (await gate.pending()).length, { timeout: 10_000 }).toBe(client.kills ? 1 : 0);
    }, 120_000);

    test(`with a program that is not there: ${client.seen["program missing"]}`, async () => {
      expect(await outcome("program missing", await nowhere())).toBe(client.seen["program missing"]);
    }, 120_000);

    test(`with a hook by hand that exits 2 without a word: ${client.seen["exit 2 without a word"]}`, async () => {
      expect(await outcome("exit 2 without a word", await nowhere())).toBe(client.seen["exit 2 without a word"]);
    }, 120_000);

    test(`with a hook that exits 1: ${client.seen["exit 1"]}`, async () => {
      expect(await outcome("exit 1", await nowhere())).toBe(client.seen["exit 1"]);
    }, 120_000);
  });
}
