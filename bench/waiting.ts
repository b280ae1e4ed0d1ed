// A process full of agents that wait: a long poll for each request that it is told, on a connection of its own. All hang up
// when the process is let go.
import { once } from "node:events";
import { connectWaiters, wait } from "./latency.ts";

const port = Number(process.argv[2]);
const [ids] = (await once(process, "message")) as [readonly string[]];
const waiters = await connectWaiters(port, ids);
for (const waiter of waiters) wait(waiter).catch(() => {});
process.send?.("waiting");
await once(process, "disconnect");
for (const { connection } of waiters) connection.close();
