import { randomBytes } from "node:crypto";
import { LOCAL_TENANT } from "../../../server/src/access/callers.ts";
import { createLegs } from "../../../server/src/agents/mcp/legs.ts";
import { serveMcp } from "../../../server/src/agents/mcp/mcp.ts";
import { createApp } from "../../../server/src/http/app.ts";
import { listen } from "../../../server/src/http/listen.ts";
import { systemClock } from "../../../server/src/kit/clock.ts";
import { createLog } from "../../../server/src/kit/log.ts";
import { createJobs } from "./jobs.ts";
import { suiteTools } from "./suite-tools.ts";

const ANYBODY = { tenantId: LOCAL_TENANT, actor: { kind: "agent", clientId: "suite" }, verified: false } as const;

/** Loopgate's own protocol layer, as `createMcp` makes it, over the suite's tools in place of its own. */
export async function startSuiteServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const log = createLog({ level: "silent" });
  const jobs = createJobs();
  const legs = createLegs({ keys: [randomBytes(32)], clock: systemClock });
  const mcp = serveMcp({
    callers: { agent: () => Promise.resolve(ANYBODY) },
    tools: suiteTools({ jobs, legs }),
    tasks: jobs.tasks,
    resources: { list: [], templates: [], read: () => Promise.reject(new Error("there are none")) },
    log,
    challenge: () => "Bearer",
  });
  const reach = { hosts: [], origins: [], port: (): number => listening.port, proxied: false };
  const listening = await listen(createApp({ reach, routes: [mcp.routes], log }), {
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
  });
  return {
    url: `http://127.0.0.1:${listening.port}/mcp`,
    async close() {
      jobs.close();
      await mcp.close();
      await listening.close();
    },
  };
}
