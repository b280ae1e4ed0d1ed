import { CommitUnknown } from "../../server/src/db/commit-unknown.ts";
import type { Engine } from "../../server/src/db/engine.ts";
import { createLocalWakeups, byTopic, type Hint, type Wakeups } from "../../server/src/db/wakeups.ts";
import { Unavailable } from "../../server/src/kit/failures.ts";
import type { VirtualClock } from "../../server/src/kit/virtual-clock.ts";
import type { Chance } from "./chance.ts";
import { hop, type Faults, type Life } from "./faults.ts";

type Weather = { readonly clock: VirtualClock; readonly chance: Chance; readonly faults: Faults };

/** One node's connection to the database that all nodes share: slow, and it breaks. */
export function flakyEngine(real: Engine, life: Life, { clock, chance, faults }: Weather): Engine {
  const gone = () => new Unavailable("unavailable", "simulated: the database is gone");
  return {
    ...real,
    async run(statement) {
      await hop(life, clock, chance);
      if (faults.strikes("database gone before the statement", 0.01)) throw gone();
      const result = await real.run(statement);
      await hop(life, clock, chance);
      return result;
    },
    async write(write) {
      await hop(life, clock, chance);
      if (faults.strikes("database gone before the statement", 0.01)) throw gone();
      if (faults.strikes("commit unknown, not saved", 0.02)) throw new CommitUnknown();
      const met = await real.write(write);
      await hop(life, clock, chance);
      if (met && faults.strikes("commit unknown, saved", 0.03)) throw new CommitUnknown();
      return met;
    },
    close: () => Promise.resolve(),
  };
}

/** Hints between nodes: this node hears its own at once, the others late or never. */
export function createHints({ clock, chance, faults }: Weather): { join(life: Life): Wakeups } {
  const locals = new Set<{ readonly life: Life; readonly tell: (hints: readonly Hint[]) => void }>();
  const never = new AbortController().signal;

  return {
    join(life) {
      const local = createLocalWakeups();
      const tell = (hints: readonly Hint[]) => {
        if (life.alive) for (const [topic, keys] of byTopic(hints)) local.tell(topic, keys);
      };
      const member = { life, tell };
      locals.add(member);
      const later = async (other: typeof member, hints: readonly Hint[]) => {
        await clock.sleep(20 + chance.below(400), never);
        other.tell(hints);
      };
      return {
        on: local.on,
        healthy: () => true,
        send(hints) {
          for (const other of locals) {
            if (faults.strikes("hint lost", 0.05)) continue;
            if (other === member) tell(hints);
            else {
              if (chance.happens(0.2)) faults.happened("hint late");
              void later(other, hints);
            }
          }
        },
        close: async () => void locals.delete(member),
      };
    },
  };
}
