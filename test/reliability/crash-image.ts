/**
 * After every acknowledged call the database's files are copied, as a machine that loses its memory at that moment would find
 * them, and the copy is opened: what was acknowledged must be in it. The server runs in this process, so the copy is made
 * between two turns of the only thread that writes, never in the middle of a write.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { serve } from "../../server/src/index.ts";
import { createCaller, textIn, type Caller, type Heard } from "./caller.ts";
import { createChance } from "./chance.ts";
import { makeGround } from "./ground.ts";

export type CrashImageCounts = {
  readonly seed: number;
  /** Copies that were opened and held what had been acknowledged. */
  readonly images: number;
  readonly faults: readonly string[];
};

/** What an acknowledged call has promised about one request. */
type Promised = { readonly id: string; readonly status: string; readonly event: string };

export async function runCrashImages({
  seed,
  seconds,
  most = Infinity,
}: {
  readonly seed: number;
  readonly seconds: number;
  readonly most?: number;
}): Promise<CrashImageCounts> {
  const chance = createChance(seed);
  const ground = await makeGround("sqlite", "");
  const serving = await serve({ ...ground.settings, SERVER_PORT: "0", LOG_LEVEL: "error" });
  const caller = createCaller({ url: () => serving.url, credential: ground.credential });
  const promised = new Map<string, Promised>();
  const faults: string[] = [];
  let images = 0;
  const until = Date.now() + seconds * 1_000;
  try {
    while (Date.now() < until && images < most) {
      for await (const one of acknowledgedBy(caller, chance.pick(["approve", "reject", "cancel"] as const))) {
        promised.set(one.id, one);
        faults.push(...missingIn(ground.file, [...promised.values()]));
        images += 1;
      }
    }
    return { seed, images, faults };
  } finally {
    await serving.close();
    await ground.remove();
  }
}

/** One request's calls, each handed out in the turn in which its answer was heard. */
async function* acknowledgedBy(caller: Caller, way: "approve" | "reject" | "cancel"): AsyncGenerator<Promised> {
  const id = textIn(heard(await caller.create({ message: "To be kept" })), "request_id");
  yield { id, status: "pending", event: "request.created" };
  const shown = textIn(heard(await caller.card(id)), "shown_digest");
  heard(await (way === "cancel" ? caller.cancel(id) : caller.vote(id, way, shown)));
  const [status, event] = way === "cancel" ? ["canceled", "request.canceled"] : ["completed", "request.completed"];
  yield { id, status, event };
}

function missingIn(file: string, promised: readonly Promised[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-image-"));
  const image = join(folder, "image.db");
  try {
    copyFileSync(file, image);
    // The write-ahead log is what has been committed since; its index is made anew from it, as after a crash.
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${image}-wal`);
    const handle = new Sqlite(image);
    const statuses = new Map(
      handle
        .prepare<[], { id: string; status: string }>("select id, status from requests")
        .all()
        .map(({ id, status }) => [id, status]),
    );
    const events = handle.prepare<[string, string]>("select 1 from events where subject = ? and type = ?");
    const missing = promised
      .filter(({ id, status, event }) => statuses.get(id) !== status || events.get(id, event) === undefined)
      .map(
        ({ id, status }) => `${id} was acknowledged as ${status}, and the image has ${statuses.get(id) ?? "nothing"}`,
      );
    handle.close();
    return missing;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function heard(answer: Heard): NonNullable<Heard>["body"] {
  if (answer?.status !== 200) throw new Error(`expected 200, heard ${JSON.stringify(answer)}`);
  return answer.body;
}
