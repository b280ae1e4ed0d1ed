// Returns when all is answered. Yours need not wait: a `callbackUrl` is told each answer, and starts the next step.
import { readFileSync } from "node:fs";
import { createClient } from "@loopgate/client";

const [file = "run.json"] = process.argv.slice(2);
const { asked } = JSON.parse(readFileSync(file, "utf8")) as { readonly asked: readonly string[] };
const client = createClient({ clientId: "deployer" });
await Promise.all(asked.map((id) => client.wait(id)));
