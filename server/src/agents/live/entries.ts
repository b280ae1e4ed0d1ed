import type { RequestId, TenantId } from "../../gate/request.ts";
import { requestOf, type Asker, type Askers, type Fact, type Told } from "./told.ts";

/** A place in a tenant's order, with what agents are told there, if it is anything. */
export type Entry = { readonly place: number; readonly told?: Told };

/** Of so many requests it is remembered who asked them: that never changes. */
const MOST_KNOWN = 5_000;

/** Makes entries of a tenant's facts, with one look for all requests that are not known. */
export function createEntries(
  tenantId: TenantId,
  askers: Askers,
  told: (fact: Fact, asker: Asker | undefined) => Told | undefined,
): (facts: readonly Fact[]) => Promise<readonly Entry[]> {
  const known = new Map<RequestId, Asker>();

  async function learn(ids: readonly (RequestId | undefined)[]): Promise<void> {
    const unknown = new Set(ids.flatMap((id) => (id === undefined || known.has(id) ? [] : [id])));
    if (unknown.size === 0) return;
    for (const { id, clientId, sessionId } of await askers(tenantId, [...unknown]))
      known.set(id, { clientId, sessionId });
  }

  function forget(): void {
    for (const id of known.keys()) {
      if (known.size <= MOST_KNOWN) return;
      known.delete(id);
    }
  }

  return async (facts) => {
    await learn(facts.map(requestOf));
    const entries = facts.map((fact): Entry => {
      const id = requestOf(fact);
      const event = told(fact, id === undefined ? undefined : known.get(id));
      return { place: fact.seq ?? 0, ...(event && { told: event }) };
    });
    forget();
    return entries;
  };
}
