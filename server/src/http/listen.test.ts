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
