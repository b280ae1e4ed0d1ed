import type { Database } from "../db/db.ts";
import type { Rows } from "../db/engine.ts";
import type { Write } from "../db/write.ts";
import type { Card, Delivery } from "../gate/delivery.ts";
import type { Deliveries } from "../gate/ports.ts";
import type { Address, Ref } from "../gate/request.ts";
import { jobRows, type NewJob } from "../jobs/jobs.ts";
import type { Clock } from "../kit/clock.ts";
import type { Ids } from "../kit/ids.ts";
import { createDeliveryReads } from "./delivery-reads.ts";
import { deliverJob, requestJob } from "./effects.ts";
import { eventRow } from "./event-rows.ts";
import type { DeliveriesTable, StoreTables } from "./tables.ts";

type Parts = { readonly db: Database; readonly ids: Ids; readonly clock: Clock };
type Status = DeliveriesTable["status"];
type Settable = Partial<Omit<DeliveriesTable, "tenant_id" | "id" | "request_id" | "updated_at">>;

/** Due whatever the database's clock says; a node's own clock may be wrong. */
const AT_ONCE = 0;

/** What is known of each copy. Every change is guarded by the states that it may start from. */
export function createDeliveries({ db, ids, clock }: Parts): Deliveries {
  const sql = db.query<StoreTables>();
  const reads = createDeliveryReads({ db });

  const change = ({ tenantId, id }: Delivery, from: readonly Status[], to: Settable) =>
    sql
      .updateTable("deliveries")
      .set({ ...to, updated_at: clock.now() })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .where("status", "in", from);

  /** The same, only while the request stands at the version that the copy shows; it cannot move on before this is committed. */
  const changeAt = (version: number, ...[delivery, from, to]: Parameters<typeof change>) =>
    change(delivery, from, to).where(({ exists, selectFrom }) => {
      const request = selectFrom("requests")
        .select("version")
        .where("tenant_id", "=", delivery.tenantId)
        .where("id", "=", delivery.requestId)
        .where("version", "=", version);
      return exists(db.kind === "postgres" ? request.forShare() : request);
    });

  const write = (delivery: Delivery, made: Write) => db.write(delivery.tenantId, made);

  /** Asks for jobs with a write, and wakes who does them. */
  const asking = (...jobs: readonly NewJob[]): { readonly rows: Rows; readonly wake: Write["wake"] & {} } => ({
    rows: jobRows(jobs),
    wake: jobs.map(({ kind }) => ({ topic: "jobs", key: kind })),
  });
  const show = (ref: Ref) => asking(requestJob("show", ref, AT_ONCE, ids.id()));
  const refOf = ({ tenantId, requestId }: Delivery): Ref => ({ tenantId, id: requestId });

  const receiptRows = ({ tenantId, id, address }: Delivery, receipt: string): Rows => ({
    into: "receipts",
    values: [{ tenant_id: tenantId, ...address, receipt, delivery_id: id, at: clock.now() }],
    conflict: "do nothing",
  });

  const eventRows = (delivery: Delivery, type: "delivery.sent" | "delivery.failed", reason?: string): Rows => {
    const { tenantId, id, requestId: subject, address } = delivery;
    const data = { request_id: subject, delivery_id: id, channel: address.channel, ...(reason ? { reason } : {}) };
    const event = { tenantId, id: ids.id(), type, at: clock.now(), subject, actor: { kind: "clock" }, data } as const;
    return { into: "events", values: [eventRow(event)] };
  };

  /** How many messages there are of this copy: somebody may have found another one meanwhile. */
  const withReceipts = (guard: ReturnType<typeof change>, { tenantId, id }: Delivery, count: number) =>
    guard.where(({ eb, selectFrom, fn }) => {
      const receipts = selectFrom("receipts").where("tenant_id", "=", tenantId).where("delivery_id", "=", id);
      return eb(receipts.select(fn.countAll<number>().as("count")), "=", count);
    });

  /**
   * Every message of the copy shows this version. Where the request has moved on meanwhile, or another message of the copy
   * was found, it is marked as showing none, and `show` is asked for in the same write.
   */
  const shows = async (delivery: Delivery, version: number, card: Card | undefined, rows: readonly Rows[]) => {
    const to: Settable = { status: "sent", shown_version: version, failure: null, ...(card ? cardColumns(card) : {}) };
    const known = "receipts" in delivery.state ? delivery.state.receipts.length : 0;
    const current = withReceipts(changeAt(version, delivery, ["sending", "sent", "failed"], to), delivery, known);
    if (await write(delivery, { guard: current.compile(), rows })) return;
    const behind = show(refOf(delivery));
    const guard = change(delivery, ["sending", "sent", "failed"], { ...to, shown_version: 0 }).compile();
    await write(delivery, { guard, rows: [...rows, behind.rows], wake: behind.wake });
  };

  /** Only from the state that was looked at: another attempt may have gone through meanwhile. */
  const failed = (delivery: Delivery, reason: string) => {
    const guard = change(delivery, [delivery.state.status], { status: "failed", failure: reason }).compile();
    return write(delivery, { guard, rows: [eventRows(delivery, "delivery.failed", reason)] });
  };

  /** The place has another name now, so the card is sent there anew; where a card is there already, this one is not needed. */
  const moved = async (delivery: Delivery, to: Address) => {
    const there = (await reads.of(refOf(delivery))).some(({ address }) => address.place === to.place);
    if (there)
      return write(delivery, {
        guard: change(delivery, ["queued", "sending", "sent"], { status: "withdrawn" }).compile(),
      });
    const again = asking(deliverJob(refOf(delivery), delivery.id, AT_ONCE, ids.id()));
    const guard = change(delivery, ["queued", "sending", "sent"], {
      status: "queued",
      place: to.place,
      shown_version: 0,
    }).compile();
    return write(delivery, { guard, rows: [again.rows], wake: again.wake });
  };

  const noted = (delivery: Delivery, reason: string) =>
    change(delivery, ["queued", "sending", "sent"], { failure: reason }).execute();

  return {
    ...reads,
    async prepare(delivery, card, tokenHash) {
      const to: Settable = { status: "sending", token_hash: tokenHash, ...cardColumns(card) };
      const rows = await change(delivery, ["queued", "sending"], to).returning("id").execute();
      return rows.length > 0;
    },
    async record(delivery, report, version, card) {
      switch (report.kind) {
        case "sent": {
          const first = delivery.state.status === "sent" ? [] : [eventRows(delivery, "delivery.sent")];
          return shows(delivery, version, card, [receiptRows(delivery, report.receipt), ...first]);
        }
        case "unchanged":
          return shows(delivery, version, card, []);
        case "gone":
        case "refused":
          await failed(delivery, report.reason);
          return;
        case "moved":
          await moved(delivery, report.to);
          return;
        case "lost":
        case "later":
          await noted(delivery, report.reason);
          return;
        default:
          return report satisfies never;
      }
    },
    async adopt(delivery, receipt) {
      const to: Settable = { status: "sent", failure: null, shown_version: 0 };
      const guard = change(delivery, ["sending", "sent", "failed"], to).compile();
      const upToDate = show(refOf(delivery));
      await write(delivery, { guard, rows: [receiptRows(delivery, receipt), upToDate.rows], wake: upToDate.wake });
    },
    async withdraw(delivery) {
      await change(delivery, ["queued", "sending"], { status: "withdrawn" }).execute();
    },
    async showAgain(tenantId, address) {
      for (const delivery of await reads.pendingAt(tenantId, address)) {
        const again = show(refOf(delivery));
        const guard = change(delivery, ["sending", "sent"], { shown_version: 0 }).compile();
        await write(delivery, { guard, rows: [again.rows], wake: again.wake });
      }
    },
  };
}

function cardColumns({ shown, offers }: Pick<Card, "shown" | "offers">): Settable {
  return { shown_digest: shown, offers: JSON.stringify(offers) };
}
