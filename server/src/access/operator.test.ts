import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../kit/clock.ts";
import { systemIds } from "../kit/ids.ts";
import { openLoopgate, OPERATOR } from "../loopgate.fixture.ts";
import { OPERATOR_FILE, openDataFolder, sameAs } from "./operator.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));
function place(): string {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-folder-"));
  folders.push(folder);
  return join(folder, "data");
}
const { token } = systemIds(systemClock);
const open = (dataDir: string, secret?: string) => openDataFolder({ dataDir, token, secret });
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("the data folder", () => {
  test("holds secrets that this user alone can read, also where others could before", () => {
    const dataDir = place();
    open(dataDir);
    expect([modeOf(dataDir), modeOf(join(dataDir, OPERATOR_FILE)), modeOf(join(dataDir, "master.key"))]).toEqual([
      "700",
      "600",
      "600",
    ]);
    chmodSync(join(dataDir, OPERATOR_FILE), 0o644);
    open(dataDir);
    expect(modeOf(join(dataDir, OPERATOR_FILE))).toBe("600");
  });

  test("keeps its secrets from one start to the next, and two folders have different ones", () => {
    const dataDir = place();
    const first = open(dataDir);
    expect(open(dataDir).master).toBe(first.master);
    expect(open(place()).master).not.toBe(first.master);
    expect(first.isOperator(readFileSync(join(dataDir, OPERATOR_FILE), "utf8").trim())).toBe(true);
  });

  test("makes no master secret where the environment gives one", () => {
    const dataDir = place();
    expect(open(dataDir, "given").master).toBe("given");
    expect(() => statSync(join(dataDir, "master.key"))).toThrow("ENOENT");
  });

  test.each([OPERATOR_FILE, "master.key"])("with %s cut short is refused: an empty secret opens nothing", (name) => {
    const dataDir = place();
    open(dataDir);
    for (const text of ["", "\n", "op_abc"]) {
      writeFileSync(join(dataDir, name), text);
      expect(() => open(dataDir)).toThrow(new RegExp(`^DATA_DIR .*${name}`));
    }
  });

  test("that cannot be made stops the start with one line that names the setting", () => {
    const dataDir = place();
    writeFileSync(dataDir, "a file");
    expect(() => open(dataDir)).toThrow(/^DATA_DIR .*choose another/);
    expect(() => open(join(dataDir, "inside"))).toThrow(/^DATA_DIR /);
  });
});

test("a credential is the operator's only as a whole", () => {
  const isOperator = sameAs("op_secret");
  expect(["op_secret", "op_secre", "op_secret ", "OP_SECRET", "", "op_secret\0"].map(isOperator)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

describe("a responder's route", () => {
  const paths = ["/api/terminal/requests", "/api/operator/status", "/api/operator/backup"];
  test.each(paths)("%s opens to the operator's credential alone", async (path) => {
    const loopgate = await openLoopgate();
    const told = async (headers: Record<string, string>) => {
      const { status, body } = await loopgate.get(path, headers);
      return status === 200 ? 200 : [status, body["code"]];
    };
    expect(await told({ authorization: `Bearer ${OPERATOR}` })).toBe(200);
    expect(await told({ "x-api-key": OPERATOR })).toBe(200);
    expect(await told({})).toEqual([401, "credential_required"]);
    for (const authorization of [
      "Bearer wrong",
      "Bearer",
      "Bearer ",
      `Basic ${OPERATOR}`,
      OPERATOR,
      `Bearer ${OPERATOR} x`,
    ])
      expect(await told({ authorization }), authorization).toEqual([401, "credential_required"]);
    for (const headers of [{ authorization: "Bearer lk_pub_1" }, { "x-api-key": "lk_pub_1" }] as Record<
      string,
      string
    >[])
      expect(await told(headers)).toEqual([403, "agents_cannot_answer"]);
    expect(await told({ cookie: `operator=${OPERATOR}` })).toEqual([401, "credential_required"]);
  });

  test("tells how the gate is set up", async () => {
    const loopgate = await openLoopgate();
    const { body } = await loopgate.get("/api/operator/status", { authorization: `Bearer ${OPERATOR}` });
    expect(body).toMatchObject({
      mode: "local",
      database: "memory",
      responders: [{ name: "owner", identities: ["terminal"] }],
      assurance: { low: "same_user", medium: "same_user", high: "same_user", critical: "same_user" },
    });
  });
});
