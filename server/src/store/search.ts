import type { Database } from "../db/db.ts";
import type { Definition, HumanRequest, TenantId } from "../gate/request.ts";
import { readCursor, writeCursor } from "./cursors.ts";
import { filtered, MOST_COUNTED, ordered, placeOf, type ListFilter } from "./list-filter.ts";
import { toRequest } from "./rows.ts";
import type { RequestsTable, StoreTables } from "./tables.ts";

type Key = Pick<RequestsTable, "id" | "expires_at" | "created_at">;

/** So many rows are looked at before others have their turn. */
const BATCH = 500;

export type Search = (
  tenantId: TenantId,
  words: string,
  query: ListFilter & { readonly limit: number; readonly cursor?: string | undefined },
) => Promise<{ readonly requests: readonly HumanRequest[]; readonly count: number; readonly next?: string }>;

/**
 * Looks for words in what was asked, among the first `MOST_COUNTED` requests of the filter. The database leaves out what surely
 * does not hold them; what is left is read, since the two databases disagree on capital letters outside ASCII.
 */
export function createSearch({ db }: { readonly db: Database }): Search {
  async function hits(tenantId: TenantId, words: string, filter: ListFilter): Promise<readonly Key[]> {
    const wanted = words.toLowerCase();
    const pattern = patternOf(words);
    const maybe = db.kind === "postgres" ? "ilike" : "like";
    const found: Key[] = [];
    let cursor: string | undefined;
    for (let looked = 0; looked < MOST_COUNTED; looked += BATCH) {
      const rows = await ordered(filtered(db, tenantId, filter), filter, cursor)
        .select(["id", "expires_at", "created_at"])
        .select(({ eb }) =>
          eb.case().when("definition", maybe, pattern).then(eb.ref("definition")).else(null).end().as("definition"),
        )
        .limit(BATCH)
        .execute();
      found.push(...rows.filter(({ definition }) => definition !== null && holds(definition, wanted)));
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) break;
      cursor = writeCursor(placeOf(last, filter));
    }
    return found;
  }

  async function read(tenantId: TenantId, keys: readonly Key[]): Promise<readonly HumanRequest[]> {
    if (keys.length === 0) return [];
    const ids = keys.map(({ id }) => id);
    const rows = await db
      .query<StoreTables>()
      .selectFrom("requests")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .where("id", "in", ids)
      .execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []).map(toRequest);
  }

  return async (tenantId, words, { limit, cursor, ...filter }) => {
    const all = await hits(tenantId, words, filter);
    const left = cursor === undefined ? all : all.filter((key) => isAfter(key, cursor, filter));
    const last = left[limit - 1];
    return {
      requests: await read(tenantId, left.slice(0, limit)),
      count: all.length,
      ...(left.length > limit && last && { next: writeCursor(placeOf(last, filter)) }),
    };
  };
}

function holds(definition: string, wanted: string): boolean {
  const { message, action, clientId, code } = JSON.parse(definition) as Definition;
  return [message, action?.name ?? "", clientId, code].some((each) => each.toLowerCase().includes(wanted));
}

function isAfter(key: Key, cursor: string, filter: ListFilter): boolean {
  const from = readCursor(cursor, filter.order === "due" ? "due" : undefined);
  const { at, id } = placeOf(key, filter);
  const further = filter.order === "due" ? at - from.at : from.at - at;
  if (further !== 0) return further > 0;
  return filter.order === "due" ? id > from.id : id < from.id;
}

/** Lets through everything that may hold the words: what is written in another way in JSON, or in capitals, is left open. */
function patternOf(words: string): string {
  const open = [...words].map((each) => (isSure(each) ? each : "%")).join("");
  return `%${open}%`.replace(/%+/g, "%");
}

function isSure(character: string): boolean {
  if (/^[ -~]$/.test(character)) return !`%_"\\`.includes(character);
  return character.length > 0 && !/\p{C}/u.test(character) && character.toLowerCase() === character.toUpperCase();
}
