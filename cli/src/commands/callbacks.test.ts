import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runningServer, type RunningServer } from "../running-server.fixture.ts";

describe("loopgate callbacks", () => {
  let server: RunningServer;
  let answer = 410;
  const receiver = createServer((_, response) => response.writeHead(answer).end());
  beforeAll(async () => {
    server = await runningServer();
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
  });
  afterAll(async () => {
    await server.close();
    receiver.close();
  });

  test("lists what became of what was sent, and sends again what is named", async () => {
    expect(await server.loopgate(["callbacks", "list"])).toMatchObject({ code: 0, out: "There is no callback yet.\n" });
    const { port } = receiver.address() as AddressInfo;
    const { id } = await server.asked({ callback_url: `http://127.0.0.1:${port}/secret` });
    await server.agent.cancel(id);
    const line = async () => (await server.loopgate(["callbacks", "list"])).out;
    await expect
      .poll(line)
      .toBe(`${id}  agent ${id}  127.0.0.1:${port}  ended, 0 waiting, 0 failed  it answered 410\n`);
    const listed = JSON.parse((await server.loopgate(["callbacks", "list", "--client", "agent", "--json"])).out) as {
      callbacks: { last: { event_id: string } }[];
    };
    answer = 200;
    const event = String(listed.callbacks[0]?.last.event_id);
    expect(await server.loopgate(["callbacks", "replay", id])).toMatchObject({ code: 0, out: "0 sent again.\n" });
    expect(await server.loopgate(["callbacks", "replay", id, "--event", event])).toMatchObject({
      code: 0,
      out: "1 sent again.\n",
    });
    await expect.poll(line).toContain("active, 0 waiting, 0 failed\n");
  });

  test.each([["callbacks"], ["callbacks", "replay"], ["callbacks", "list", "x"], ["callbacks", "drop", "x"]])(
    "is told how these are called where %j cannot be understood",
    async (...args) => {
      expect(await server.loopgate(args)).toMatchObject({
        code: 3,
        err: expect.stringContaining("loopgate callbacks"),
      });
    },
  );
});
