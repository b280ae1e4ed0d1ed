// Regenerates fake-telegram/generated/: `node fake-telegram/scripts/schemas.ts` (after bumping a type package).
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const installed = (name: string) =>
  (JSON.parse(readFileSync(here(`../../node_modules/${name}/package.json`), "utf8")) as { version: string }).version;

/** The files of generated/, by name. */
export function generateSchemas(): Record<string, string> {
  const generator = createGenerator({
    path: here("./contracts.ts"),
    tsconfig: here("../../tsconfig.json"),
    skipTypeCheck: true,
    topRef: false,
    jsDoc: "none",
  });
  return {
    "update.json": file({
      from: `@grammyjs/types@${installed("@grammyjs/types")}`,
      schema: generator.createSchema("EmittedUpdates"),
    }),
    "requests.json": file({
      from: `@gramio/types@${installed("@gramio/types")}`,
      methods: everyMethod(),
      schema: generator.createSchema("ReceivedRequests"),
    }),
  };
}

/** Every method of the real Bot API: what the double does not serve is told apart from what does not exist. */
function everyMethod(): string[] {
  const source = readFileSync(here("../../node_modules/@gramio/types/out/methods.d.ts"), "utf8");
  return [...source.matchAll(/^ {4}(\w+): CallAPI/gm)].map((match) => match[1] ?? "").toSorted();
}

function file(content: unknown): string {
  return `${JSON.stringify(content)}\n`;
}

if (import.meta.main) {
  for (const [name, content] of Object.entries(generateSchemas())) writeFileSync(here(`../generated/${name}`), content);
}
