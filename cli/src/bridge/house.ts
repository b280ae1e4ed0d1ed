import type { World } from "@loopgate/client/world";
import type { Environment } from "../environment.ts";
import type { ServerEntry } from "../server.ts";

/** How long to wait before looking again whether a server listens, in milliseconds. */
const LOOK_AGAIN_MS = 150;
/** A server that was there and is gone may be restarting: for so long it is given the chance to come back by itself. */
const COMES_BACK_MS = 3_000;

/**
 * Sees to it that a server listens where this command looks for one. Several processes may try it at once: the lock on the
 * data folder and the port let one of them win, and the others use what that one started.
 */
export type House = {
  /** Told that a server answers. */
  reached(): void;
  /** Called where none listens: starts one, or waits a little for one that is starting. Throws where none can be started. */
  open(): Promise<void>;
  /** Why the last start here was refused, while no server has answered since. */
  refusal(): string | undefined;
  /** Stops the server of this process, if it has one. */
  close(): Promise<void>;
};

type Running = Awaited<ReturnType<ServerEntry["serve"]>>;

export function createHouse({
  environment,
  world,
  loadServer,
  started,
}: {
  readonly environment: Environment;
  readonly world: Pick<World, "sleep" | "elapsed">;
  readonly loadServer: () => Promise<ServerEntry>;
  readonly started: (url: string) => void;
}): House {
  let running: Running | undefined;
  let opening: Promise<void> | undefined;
  let wasThere = false;
  let goneSince: number | undefined;
  let refusal: string | undefined;
  let closing = false;

  async function open(): Promise<void> {
    if (running || closing || !isOwnAddress(environment)) return world.sleep(LOOK_AGAIN_MS);
    goneSince ??= world.elapsed();
    if (wasThere && world.elapsed() - goneSince < COMES_BACK_MS) return world.sleep(LOOK_AGAIN_MS);
    return start();
  }

  async function start(): Promise<void> {
    const server = await loadServer();
    try {
      running = await server.serve(environment.all, { logTo: "stderr" });
      started(running.url);
    } catch (error) {
      if (!(error instanceof server.StartRefused) || !isTaken(error)) throw error;
      refusal = error.message;
      await world.sleep(LOOK_AGAIN_MS);
    }
  }

  return {
    reached() {
      wasThere = true;
      goneSince = undefined;
      refusal = undefined;
    },
    // Those who ask at once share one start.
    open: () => (opening ??= open().finally(() => (opening = undefined))),
    refusal: () => refusal,
    async close() {
      closing = true;
      await opening?.catch(() => {});
      await running?.close();
    },
  };
}

/** Whether a server that this process starts would listen where the command looks for it. */
function isOwnAddress({ url, all }: Environment): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port } = new URL(url);
  const isHere = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(hostname);
  return protocol === "http:" && isHere && (port || "80") === (all["SERVER_PORT"]?.trim() || "8080");
}

/** Another process holds the lock of the data folder, or the port. */
function isTaken({ cause }: Error): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "EADDRINUSE" || code === "SQLITE_BUSY";
}
