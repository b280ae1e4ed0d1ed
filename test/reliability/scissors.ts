/** Cuts some of the servers' PostgreSQL sessions every 200 ms, whatever they are doing. */
import type { Ground } from "./ground.ts";

export type Scissors = {
  /** Stops, and answers how many sessions were cut. */
  end(): Promise<number>;
};

const EVERY_MS = 200;
const CUT = `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
  where datname = current_database() and application_name = 'loopgate' order by random() limit 4) as chosen`;

export function startScissors(ground: Ground): Scissors {
  const ending = new AbortController();
  let cut = 0;

  const work = async () => {
    while (!ending.signal.aborted) {
      cut += (await ground.query(CUT)).length;
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  };
  const working = work();

  return {
    async end() {
      ending.abort();
      await working;
      return cut;
    },
  };
}
