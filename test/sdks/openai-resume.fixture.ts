/** A program that knows nothing of a run but its saved state and the id of its request, and goes on with it. */
import { run, RunState, setTracingDisabled } from "@openai/agents";
import { createClient } from "../../client/src/index.ts";
import { applyDecisions } from "../../client/src/openai-agents.ts";
import { deployer } from "./openai-agent.fixture.ts";

setTracingDisabled(true);
const [url = "", id = "", saved = ""] = process.argv.slice(2);
const agent = deployer();
const state = await RunState.fromString(agent, saved);
applyDecisions(state, [await createClient({ url }).get(id)]);
const result = await run(agent, state);
console.log(JSON.stringify(result.history), result.finalOutput);
