/** Every story of examples/, played as `make example` plays it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { play, type Story } from "../../examples/cast.ts";
import { root } from "../sources.ts";

const folder = join(root, "examples");
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "story.ts")));

const read = async (name: string) =>
  ((await import(join(folder, name, "story.ts"))) as { readonly story: Story }).story;

const silently = () => {};

// The first in Python makes its environment.
test.each(names)("%s plays as its story says", { timeout: 300_000 }, async (name) => {
  await expect(play(name, await read(name), silently)).resolves.toBeUndefined();
});

test("a story that goes otherwise is told as such", { timeout: 60_000 }, async () => {
  const story = await read("deploy-from-ci");
  const [first] = story.person;
  const refused = { ...story, person: [{ asked: String(first?.asked), says: { kind: "reject" } as const }] };
  await expect(play("deploy-from-ci", refused, silently)).rejects.toThrow(
    'deploy-from-ci: it ended with 1; line 2 is "Staging: not deployed." instead of "Staging: deployed v2.1.0."',
  );
});

test("the page names each story, and no other", () => {
  const page = readFileSync(join(folder, "README.md"), "utf8");
  const told = [...page.matchAll(/^\| \[([\w-]+)\]/gm)].map(([, name = ""]) => name);
  expect(new Set(told)).toEqual(new Set(names));
});
