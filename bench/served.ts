// A server in a process of its own. Asked for its memory, it collects its garbage first.
import { serve } from "../server/src/index.ts";

const serving = await serve(process.env);
process.send?.({ port: Number(new URL(serving.url).port) });

process.on("message", (message) => {
  if (message === "close") void serving.close().then(() => process.disconnect());
  if (message !== "memory") return;
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  process.send?.({ rss: process.memoryUsage.rss(), heap: process.memoryUsage().heapUsed });
});

// Whoever measures has gone, or is done.
process.once("disconnect", () => process.exit());
