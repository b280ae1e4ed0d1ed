/** Requests created and decided a second, by sixteen callers, beside the bare drivers with the same rows. */
import { openBarePostgres, openBareSqlite } from "./bare.ts";
import { connect, expectOk, type Connection } from "./connection.ts";
import { example, openGate } from "./gate.ts";
import { interleaved, median, rate, ratio, spread } from "./measure.ts";
import type { Places } from "./places.ts";
import { takeRows } from "./rows.ts";
import { startServer, type Server } from "./server.ts";
import { table, verdict } from "./table.ts";

const callers = 16;
const targets = { sqlite: { gate: 2, http: 0.7 }, postgres: { gate: 1.5, http: 0.7 } };

export type Scale = { readonly rounds: number; readonly ms: number };

export async function throughput(places: Places, { rounds, ms }: Scale): Promise<string> {
  const lines: string[][] = [];
  for (const adapter of ["sqlite", "postgres"] as const) {
    const uri = () => (adapter === "sqlite" ? Promise.resolve(places.sqlite()) : places.postgres());
    const gate = await openGate({ adapter, uri: await uri(), addresses: 1 });
    const rows = await takeRows(gate);
    const own = await uri();
    await (await openGate({ adapter, uri: own, addresses: 0 })).close();
    const bare = adapter === "sqlite" ? openBareSqlite(own, rows) : await openBarePostgres(own, rows, callers);
    const server = await startServer(places.folder(), { DB_ADAPTER: adapter, DB_URI: await uri() });
    const clients = await Promise.all(Array.from({ length: callers }, () => connect(server.port)));
    const rates = await interleaved(
      [
        { name: "bare", run: () => rate(callers, ms, bare.cycle) },
        { name: "gate", run: () => rate(callers, ms, async () => gate.decide(await gate.create())) },
        { name: "http", run: () => rate(callers, ms, (caller) => overHttp(server, clients[caller])) },
      ],
      rounds,
    );
    await gate.close();
    await bare.close();
    for (const client of clients) client.close();
    await server.close();
    const of = (name: string) => rates.get(name) ?? [];
    const line = (name: string, what: string, target?: number) => {
      const beside = ratio(of(name), of("bare"));
      const told =
        target === undefined
          ? ["1", "", ""]
          : [`${beside.median.toFixed(2)} (${beside.spread})`, `≥ ${target}`, verdict(beside.median >= target)];
      return [
        adapter === "sqlite" ? "SQLite" : "PostgreSQL",
        what,
        `${Math.round(median(of(name)))} (${spread(of(name))})`,
        ...told,
      ];
    };
    lines.push(
      line("bare", adapter === "sqlite" ? "bare driver, a transaction each" : "bare driver, BEGIN … COMMIT"),
      line("gate", "at the gate", targets[adapter].gate),
      line("http", "over HTTP", targets[adapter].http),
    );
  }
  return table(["database", "who writes", "create+decide/s", "beside the bare driver", "target", ""], lines);
}

/** Three calls: create, fetch the card, answer it. */
async function overHttp({ credential }: Server, client: Connection | undefined): Promise<void> {
  if (!client) throw new Error("there is no connection for this caller");
  const { request_id: id } = await expectOk(client.call("POST", "/hitl/request", { body: example }));
  const path = `/api/terminal/requests/${String(id)}`;
  const { shown_digest } = await expectOk(client.call("GET", path, { credential }));
  const body = { shown_digest, reply: { kind: "pick", values: ["Deploy"] } };
  await expectOk(client.call("POST", `${path}/answer`, { body, credential }));
}
