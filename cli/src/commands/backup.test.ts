import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { serve } from "@loopgate/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";
import { runningServer } from "../running-server.fixture.ts";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "loopgate-backup-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a backup is a file of this user alone, and restores into an empty database with what was pending canceled", async () => {
  const server = await runningServer();
  const { id } = await server.asked({ message: "kept" });
  const file = join(folder, "b.gz");
  const saved = await server.loopgate(["backup", file]);
  await server.close();
  expect([saved.code, saved.err]).toEqual([0, ""]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["b.gz"]);

  const settings = { DATA_DIR: join(folder, "new"), SERVER_PORT: "0", LOG_LEVEL: "silent" };
  const { shell, printed } = recordedShell({ variables: settings });
  expect([await run(["restore", file], shell), printed.err]).toEqual([0, ""]);
  const restored = await serve(settings);
  const answer = await fetch(`${restored.url}/hitl/poll?request_id=${id}`);
  expect(await answer.json()).toMatchObject({ status: "canceled" });
  const again = recordedShell({ variables: settings });
  expect(await run(["restore", file], again.shell)).toBe(1);
  await restored.close();
  expect(again.printed.err.split("\n")).toHaveLength(2);
});

test("a backup never overwrites a file", async () => {
  const server = await runningServer();
  const file = join(folder, "b.gz");
  writeFileSync(file, "mine");
  const { code, err } = await server.loopgate(["backup", file]);
  await server.close();
  expect([code, err]).toEqual([3, expect.stringContaining("never overwrites")]);
  expect(readFileSync(file, "utf8")).toBe("mine");
});

test.each([
  ["whose connection breaks", true],
  ["that ends well but too early", false],
])("a backup %s leaves no file", async (_, breaks) => {
  const whole = gzipSync(Buffer.alloc(100_000, "x"));
  const half = whole.subarray(0, whole.length / 2);
  const source = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/gzip" });
    if (breaks) response.write(half, () => response.destroy());
    else response.end(half);
  });
  await new Promise<void>((resolve) => source.listen(0, "127.0.0.1", resolve));
  writeFileSync(join(folder, "operator.token"), "op_x", { mode: 0o600 });
  const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
  const { shell, printed } = recordedShell({ variables: { LOOPGATE_URL: url, DATA_DIR: folder } });
  expect(await run(["backup", join(folder, "b.gz")], shell)).toBe(3);
  source.close();
  expect(printed.err).toContain("broke off before its end");
  expect(readdirSync(folder)).toEqual(["operator.token"]);
});
