/** The server's one public entry, as the command uses it. */
export type ServerEntry = {
  serve(
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<{ readonly url: string; close(): Promise<unknown> }>;
  /** Puts a backup into an empty database; the server must not be running. */
  restore(env: Readonly<Record<string, string | undefined>>, file: string): Promise<unknown>;
  readonly StartRefused: new (message: string) => Error;
};

export async function loadServer(): Promise<ServerEntry> {
  return import("@loopgate/server");
}
