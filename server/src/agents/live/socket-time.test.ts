import { once } from "node:events";
import { connect as connectRaw } from "node:net";
import { expect, test, vi } from "vitest";
import { openDatabase } from "../../db/db.ts";
import { systemClock } from "../../kit/clock.ts";
import { systemIds } from "../../kit/ids.ts";
import { createLog } from "../../kit/log.ts";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openListening } from "./socket.fixture.ts";

/** The gate's time stands still; the network's and the database's does not. */
async function opened(config: object = {}) {
  const clock = virtualClock(Date.now());
  const log = createLog({ level: "silent" });
  const database = await openDatabase({
    adapter: "memory",
    clock: systemClock,
    ids: systemIds(systemClock),
    log,
    migrations: MIGRATIONS,
  });
  return { clock, ...(await openListening({ config, clock, world: { clock, database } })) };
}

test("who does not say who he is within ten seconds is closed", async () => {
  const { clock, connect } = await opened({ mode: "served", auth: "keys" });
  const { closed, socket } = await connect();
  await clock.advance(9_900);
  expect(socket.readyState).toBe(socket.OPEN);
  await clock.advance(200);
  expect(await closed).toBe(4408);
});

test("a peer that answers no ping is cut off within 40 seconds, and one that does is not", async () => {
  const { clock, connect } = await opened();
  const [dead, alive] = [await connect({}, { autoPong: false }), await connect()];
  let pings = 0;
  alive.socket.on("ping", () => (pings += 1));
  for (let second = 0; second < 41; second++) {
    const before = pings;
    await clock.advance(1_000);
    if (second % 20 > 1) continue;
    // What is sent over the network takes its own time.
    await vi.waitFor(() => expect(pings + (second % 20)).toBeGreaterThanOrEqual(before));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await dead.closed).toBe(1006);
  expect(pings).toBeGreaterThanOrEqual(2);
  expect(alive.socket.readyState).toBe(alive.socket.OPEN);
});

test("a socket waits for a thousand requests, and no more", async () => {
  const { clock, connect, ask } = await opened();
  const id = await ask();
  const { send, next, seen } = await connect();
  for (let wait = 1; wait <= 1_001; wait++) {
    send({ type: "wait", id: String(wait), request_id: id });
    if (wait % 150 !== 0) continue;
    send({ type: "ping", id: String(wait) });
    await next(({ type, id: of }) => type === "pong" && of === String(wait));
    await clock.advance(4_000);
  }
  const refused = await next(({ type }) => type === "problem");
  expect(refused).toMatchObject({ id: "1001", problem: { code: "rate_limited" } });
  send({ type: "cancel", id: "cancel", request_id: id });
  await next(({ id: of }) => of === "cancel");
  await vi.waitFor(() => expect(seen.filter(({ result }) => result?.["status"] === "canceled")).toHaveLength(1_000));
});

test("an upgrade of which no socket comes gives its place back, and one to something else is an ordinary call", async () => {
  const { port } = await opened();
  const raw = async (head: readonly string[]) => {
    const socket = connectRaw(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      `${["GET /hitl/ws HTTP/1.1", "Host: 127.0.0.1", "Connection: Upgrade", ...head].join("\r\n")}\r\n\r\n`,
    );
    const [first] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    return first.toString().split("\r\n", 1)[0];
  };
  expect(await raw(["Upgrade: websocket", "Sec-WebSocket-Version: 13"])).toBe("HTTP/1.1 400 Bad Request");
  expect(await raw(["Upgrade: h2c", "Connection: close"])).toBe("HTTP/1.1 426 Upgrade Required");
});
