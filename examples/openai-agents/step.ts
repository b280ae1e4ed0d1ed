// One step of a run: begins it, or goes on with what people have answered. Where it must ask it does so, saves itself, and ends:
// no process waits for the answer.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { run, RunState, setTracingDisabled } from "@openai/agents";
import { createClient } from "@loopgate/client";
import { applyDecisions, submitInterruptions } from "@loopgate/client/openai-agents";
import { deployer } from "./deployer.ts";

setTracingDisabled(true);
const client = createClient({ clientId: "deployer" });
const [file = "run.json"] = process.argv.slice(2);
/** What the next process needs to know. `id`: no other run ever has it, so that each call asks once. */
type Saved = { readonly id: string; readonly state: string; readonly asked: readonly string[] };

const saved = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Saved) : undefined;
const result = await run(deployer, saved ? await answered(saved) : "Deploy 2.1.0 to the EU and to the US.");
if (result.interruptions.length > 0) {
  const id = saved?.id ?? crypto.randomUUID();
  const requests = await submitInterruptions(result, { client, run: id, timeoutSeconds: 86_400 });
  const next: Saved = { id, state: result.state.toString(), asked: requests.map((request) => request.request_id) };
  writeFileSync(file, JSON.stringify(next));
  console.log("Saved until a person has answered.");
} else {
  rmSync(file, { force: true });
  console.log(`The model: ${result.finalOutput}`);
}

async function answered({ state: text, asked }: Saved) {
  const state = await RunState.fromString(deployer, text);
  applyDecisions(state, await Promise.all(asked.map((id) => client.get(id))));
  return state;
}
