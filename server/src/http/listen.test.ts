import { once } from "node:events";
import { connect } from "node:net";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { virtualClock } from "../kit/virtual-clock.ts";
import { listen } from "./listen.ts";

test("a connection on which nothing was asked does not hold up the stop", async () => {
  // Time stands still, so a stop that waits for its end never ends.
  const listening = await listen(new Hono(), { host: "127.0.0.1", port: 0, clock: virtualClock() });
  const socket = connect(listening.port, "127.0.0.1");
  await once(socket, "connect");
  const { status } = await fetch(`http://127.0.0.1:${listening.port}/`);
  const gone = once(socket, "close");
  await listening.close();
  await gone;
  expect(status).toBe(404);
});

test(
  "T35: who sends his headers byte by byte is cut off within twenty seconds, and holds up nobody",
  { timeout: 40_000 },
  async () => {
    const listening = await listen(new Hono(), { host: "127.0.0.1", port: 0, clock: virtualClock() });
    const began = performance.now();
    const heads = ["GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nUpgrade: websocket\r\n"];
    const slow = Array.from({ length: 300 }, async (_, at) => {
      const socket = connect(listening.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.on("connect", () => socket.write(`${heads[at % heads.length] ?? ""}X-Slow: `));
      const trickle = setInterval(() => socket.write("x"), 1_000);
      await once(socket.resume(), "close");
      clearInterval(trickle);
      return performance.now() - began;
    });
    const { status } = await fetch(`http://127.0.0.1:${listening.port}/`);
    expect([status, performance.now() - began]).toEqual([404, expect.toSatisfy((ms: number) => ms < 5_000)]);
    const cut = await Promise.all(slow);
    expect(Math.max(...cut)).toBeLessThan(22_000);
    await listening.close();
  },
);
