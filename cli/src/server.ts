type Variables = Readonly<Record<string, string | undefined>>;

/** How many rows each table got, and how many requests that were pending ended as canceled. */
type Restored = { readonly rows: Readonly<Record<string, number>>; readonly canceled: number };

/** The server's one public entry, as the command uses it. */
export type ServerEntry = {
  /** `logTo` keeps the log off stdout where that carries a protocol. */
  serve(
    env: Variables,
    options?: { readonly logTo?: "stderr" },
  ): Promise<{ readonly url: string; readonly ownerLink: string | undefined; close(): Promise<unknown> }>;
  /** Puts a backup into an empty database; the server must not be running. */
  restore(env: Variables, file: string): Promise<Restored>;
  readonly StartRefused: new (message: string) => Error;
};

export async function loadServer(): Promise<ServerEntry> {
  return import("@loopgate/server");
}
