import { expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";
import { nodeProblem } from "./node-version.ts";
import { span } from "./time-left.ts";

const linux = { platform: "linux", home: "/home/ann", user: "ann", folder: "/home/ann/project" };

test("the data folder is the user's state folder, wherever the command is called", () => {
  const folder = (variables: Record<string, string>, platform = "linux", home = "/home/ann") =>
    readEnvironment(variables, { ...linux, platform, home }).dataDir;
  expect(folder({})).toBe("/home/ann/.local/state/loopgate");
  expect(folder({ XDG_STATE_HOME: "/state" })).toBe("/state/loopgate");
  expect(folder({ DATA_DIR: "/data" })).toBe("/data");
  expect(folder({}, "darwin", "/Users/ann")).toBe("/Users/ann/Library/Application Support/loopgate");
  expect(folder({ LOCALAPPDATA: "/local" }, "win32")).toBe("/local/loopgate");
});

test("the server is sought where it listens by default, or where the environment says", () => {
  expect(readEnvironment({}, linux).url).toBe("http://127.0.0.1:8080");
  expect(readEnvironment({ SERVER_PORT: "9" }, linux).url).toBe("http://127.0.0.1:9");
  expect(readEnvironment({ SERVER_PORT: "9", LOOPGATE_URL: "https://l.example" }, linux).url).toBe("https://l.example");
});

test("NO_COLOR takes colours away, unless it is empty", () => {
  const noColor = (NO_COLOR: string) => readEnvironment({ NO_COLOR }, linux).noColor;
  expect([noColor("1"), noColor("0"), noColor("")]).toEqual([true, true, false]);
});

test("Node from 22.19 on will do", () => {
  const versions = ["v22.19.0", "v24.0.0", "v30.1.0", "v22.18.9", "v20.20.2", "v18.0.0"];
  expect(versions.map((version) => nodeProblem(version) === undefined)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("a span is told in its two largest units", () => {
  const spans = [-5, 999, 9_000, 250_000, 3_600_000, 183_600_000, 172_800_000];
  expect(spans.map(span)).toEqual(["0s", "0s", "9s", "4m 10s", "1h", "2d 3h", "2d"]);
});
