// `node examples/start.ts trading` plays a story by itself. With LOOPGATE_URL it asks that gate, and you are the person.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { play, run, type Story } from "./cast.ts";

const here = import.meta.dirname;
const stories = readdirSync(here).filter((name) => existsSync(join(here, name, "story.ts")));
const [name = ""] = process.argv.slice(2);

if (!stories.includes(name)) {
  console.error(`Which story? ${stories.join(", ")}`);
  process.exit(2);
}
const { story } = (await import(join(here, name, "story.ts"))) as { readonly story: Story };
const url = process.env["LOOPGATE_URL"];
if (url === undefined) {
  await play(name, story, console.log).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
} else process.exitCode = (await run(name, story, url, console.log)).code ?? 1;
