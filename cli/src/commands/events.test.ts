import { afterAll, beforeAll, expect, test } from "vitest";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";
import { runningServer, type RunningServer } from "../running-server.fixture.ts";

let server: RunningServer;
beforeAll(async () => void (server = await runningServer()));
afterAll(() => server.close());

type Line = { readonly type: string; readonly seq: number; readonly subject: string };
const lines = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);

/** Events get their place a moment after they are committed. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("events are printed as JSON lines in their order, by what is asked for", async () => {
  const { id } = await server.asked({ message: "a secret text" });
  const all = await until(async () => {
    const printed = await server.loopgate(["events"]);
    return printed.out.includes("request.created") ? printed : undefined;
  });
  expect([all.code, all.err]).toEqual([0, ""]);
  const events = lines(all.out);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
  expect(all.out).not.toContain("a secret text");
  const created = await server.loopgate(["events", "--type", "request.created", "--subject", id]);
  expect(lines(created.out)).toMatchObject([{ type: "request.created", subject: id }]);
  expect(await server.loopgate(["events", "--type", "nonsense"])).toMatchObject({ code: 3 });
  expect((await server.loopgate(["events", "--since", "2999-01-01T00:00:00.000Z"])).out).toBe("");
});

test("--follow goes on with what comes, until it is stopped", async () => {
  const { shell, printed, interrupt } = recordedShell({ variables: server.variables });
  const following = run(["events", "--follow", "--type", "request.created"], shell);
  const { id } = await server.asked({ message: "later" });
  await until(() => Promise.resolve(printed.out.includes(id) || undefined));
  interrupt();
  expect(await following).toBe(130);
});
