import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { CommitUnknown } from "../db/commit-unknown.ts";
import type { Database } from "../db/db.ts";
import type { Write } from "../db/write.ts";
import { Unavailable } from "../kit/failures.ts";
import { cancellation, creation, ids, migrations, storeOn, tenant } from "./requests.fixture.ts";
import { createEvents } from "./events.ts";
import { createStore } from "./store.ts";

/** A store whose next writes meet `faults`, in their order; then all is well. */
function faultyStore(db: Database, ...faults: readonly ((write: () => Promise<boolean>) => Promise<boolean>)[]) {
  const left = [...faults];
  const write = (tenantId: string, made: Write) => {
    const fault = left.shift();
    return fault ? fault(() => db.write(tenantId, made)) : db.write(tenantId, made);
  };
  return createStore({ db: { ...db, write }, ids });
}

const lost = () => Promise.reject(new CommitUnknown());
const savedThenLost = (write: () => Promise<boolean>) => write().then(lost);

describeEachDatabase(
  "a commit whose connection is lost",
  migrations,
  (databases) => {
    test("is known to be saved when its own event stands there", async () => {
      const db = await databases.open();
      const made = creation();
      expect(await faultyStore(db, savedThenLost).commit(made)).toBe(true);
      expect(await faultyStore(db, savedThenLost).commit(cancellation(made.request))).toBe(true);
      expect(await createEvents({ db }).of(tenant, made.request.id)).toHaveLength(2);
    });

    test("is known to have come too late when another's event stands there", async () => {
      const db = await databases.open();
      const made = creation();
      await storeOn(db).commit(made);
      const overtaken = () => storeOn(db).commit(cancellation(made.request)).then(lost);
      expect(await faultyStore(db, overtaken).commit(cancellation(made.request))).toBe(false);
      expect(await createEvents({ db }).of(tenant, made.request.id)).toHaveLength(2);
    });

    test("is made again when nothing was saved, and once only", async () => {
      const db = await databases.open();
      const made = creation();
      expect(await faultyStore(db, lost).commit(made)).toBe(true);
      expect(await faultyStore(db, lost, savedThenLost).commit(cancellation(made.request))).toBe(true);
      expect(await createEvents({ db }).of(tenant, made.request.id)).toHaveLength(2);
    });

    test("is saved although it arrives only while it is being made again", async () => {
      const db = await databases.open();
      const made = creation();
      let late: Promise<boolean> | undefined;
      const slow = (write: () => Promise<boolean>) => {
        late = Promise.resolve().then(write);
        return lost();
      };
      const afterTheSlow = async (write: () => Promise<boolean>) => {
        await late;
        return write();
      };
      expect(await faultyStore(db, slow, afterTheSlow).commit(made)).toBe(true);
      expect(await createEvents({ db }).of(tenant, made.request.id)).toHaveLength(1);
    });

    test("is given up as unavailable when it is lost again and again, and nothing was changed", async () => {
      const db = await databases.open();
      const made = creation();
      await expect(faultyStore(db, lost, lost, lost, lost).commit(made)).rejects.toBeInstanceOf(Unavailable);
      expect(await storeOn(db).find(made.request)).toBeUndefined();
    });

    test("still wakes who waits, once it is known to be saved", async () => {
      const db = await databases.open();
      const made = creation();
      await storeOn(db).commit(made);
      const heard: unknown[] = [];
      db.wakeups.on("request", (keys) => keys !== "all" && heard.push(keys));
      const write = (tenantId: string, { guard, rows }: Write) =>
        db.write(tenantId, { guard, ...(rows ? { rows } : {}) }).then(lost);
      expect(await createStore({ db: { ...db, write }, ids }).commit(cancellation(made.request))).toBe(true);
      expect(heard).toEqual([[`${tenant} ${made.request.id}`]]);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
