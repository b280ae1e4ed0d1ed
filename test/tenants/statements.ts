/** Which statements a call runs: told apart from those of the loops that run beside it. */
import { AsyncLocalStorage } from "node:async_hooks";
import { databaseOver, type Database } from "../../server/src/db/db.ts";
import type { Engine, Statement } from "../../server/src/db/engine.ts";

export type Recorded = {
  readonly database: Database;
  /** Does it, and answers the texts of the statements that it ran, in their order. */
  during(work: () => Promise<unknown>): Promise<readonly string[]>;
};

export function recorded({ engine, wakeups, migrations }: Database): Recorded {
  const calls = new AsyncLocalStorage<string[]>();
  const note = ({ sql }: Statement) => calls.getStore()?.push(sql);
  const noting: Engine = {
    ...engine,
    run(statement) {
      note(statement);
      return engine.run(statement);
    },
    read(statement) {
      note(statement);
      return engine.read(statement);
    },
    write(write) {
      note(write.guard);
      return engine.write(write);
    },
  };
  return {
    // Whoever opened the database closes it.
    database: { ...databaseOver({ engine: noting, wakeups, migrations }), close: () => Promise.resolve() },
    async during(work) {
      const statements: string[] = [];
      await calls.run(statements, work);
      return statements;
    },
  };
}
