import { readConfig, type Config, type Environment } from "./config.ts";
import { listen } from "./http/listen.ts";
import { systemClock } from "./kit/clock.ts";
import { systemIds } from "./kit/ids.ts";
import { createLog } from "./kit/log.ts";
import { keepYoungMemorySmall } from "./kit/young-memory.ts";
import { createLoopgate } from "./main.ts";

export { StartRefused } from "./kit/failures.ts";
export { restore } from "./restore.ts";
export { VERSION } from "./version.ts";

export type Serving = {
  readonly url: string;
  readonly config: Config;
  /** The link that makes the owner; undefined but at the first start. */
  readonly ownerLink: string | undefined;
  /** Stops taking calls, answers who waits, and frees the port within 5 s. */
  close(): Promise<void>;
};

/**
 * Starts the gate as the environment says, logging to stdout unless told otherwise. Throws StartRefused with one line that says
 * what to do.
 */
export async function serve(environment: Environment, { logTo }: { readonly logTo?: "stderr" } = {}): Promise<Serving> {
  const config = readConfig(environment);
  // The database and its log hold what people were asked: nobody else on this machine may read them, wherever they are kept.
  process.umask(0o077);
  keepYoungMemorySmall();
  const clock = systemClock;
  const log = createLog({ level: config.logLevel, ...(logTo === "stderr" && { to: process.stderr }) });
  let port = config.port;
  const loopgate = await createLoopgate(config, { clock, ids: systemIds(clock), log }, () => port);
  try {
    await loopgate.start();
    const listening = await listen(loopgate.app, { ...config, clock });
    port = listening.port;
    const ownerLink = await loopgate.ownerLink();
    return {
      url: `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`,
      config,
      ownerLink: ownerLink?.link,
      async close() {
        const stopped = listening.close();
        await loopgate.close();
        await stopped;
      },
    };
  } catch (error) {
    await loopgate.close();
    throw error;
  }
}
