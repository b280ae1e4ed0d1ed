// A process full of agents that wait: a long poll for each request that it is told, on a connection of its own. All hang up
// when the process is let go.
import { connectWaiters, wait } from "./latency.ts";

const port = Number(process.argv[2]);

process.on("message", (ids: readonly string[]) => {
  void connectWaiters(port, ids).then((waiters) => {
    for (const waiter of waiters) wait(waiter).catch(() => {});
    process.once("disconnect", () => waiters.forEach(({ connection }) => connection.close()));
    process.send?.("waiting");
  });
});
