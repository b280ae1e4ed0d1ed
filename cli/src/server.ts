type Variables = Readonly<Record<string, string | undefined>>;

/** How many rows each table got, how many requests that were pending ended as canceled, and how many of each are let in again. */
type Restored = {
  readonly rows: Readonly<Record<string, number>>;
  readonly canceled: number;
  readonly letIn: {
    readonly keys: number;
    readonly members: number;
    readonly passkeys: number;
    readonly people: number;
    readonly chats: number;
  };
};

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
