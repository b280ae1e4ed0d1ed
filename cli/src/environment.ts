import { join } from "node:path";

/** What the command takes from its surroundings. Nothing else in the command reads the environment. */
export type Environment = {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly dataDir: string;
  readonly user: string;
  readonly platform: string;
  readonly home: string;
  /** The home of the user's account, whatever the environment says of it. */
  readonly accountHome: string;
  /** The working directory. */
  readonly folder: string;
  readonly editor: string | undefined;
  readonly noColor: boolean;
  /** All of it, for the server that `serve` and `restore` run in this process, and for finding the settings of MCP clients. */
  readonly all: Variables;
};

export type Variables = Readonly<Record<string, string | undefined>>;
export type Machine = {
  readonly platform: string;
  readonly home: string;
  readonly accountHome?: string;
  readonly user: string;
  readonly folder: string;
};

/** The environment of this process. */
export function ownEnvironment(machine: Machine): Environment {
  return readEnvironment(process.env, machine);
}

export function readEnvironment(all: Variables, machine: Machine): Environment {
  const text = (name: string) => all[name]?.trim() || undefined;
  return {
    url: text("LOOPGATE_URL") ?? `http://127.0.0.1:${text("SERVER_PORT") ?? "8080"}`,
    apiKey: text("LOOPGATE_API_KEY"),
    dataDir: text("DATA_DIR") ?? stateFolder(text, machine),
    user: machine.user,
    platform: machine.platform,
    home: machine.home,
    accountHome: machine.accountHome ?? machine.home,
    folder: machine.folder,
    editor: text("VISUAL") ?? text("EDITOR"),
    // https://no-color.org: set and not empty, whatever it says.
    noColor: (all["NO_COLOR"] ?? "") !== "" || text("TERM") === "dumb",
    all,
  };
}

/** The server's own rule (config.ts), so that both look into the same folder. */
function stateFolder(
  text: (name: string) => string | undefined,
  { platform, home }: Pick<Machine, "platform" | "home">,
): string {
  if (platform === "darwin") return join(home, "Library", "Application Support", "loopgate");
  if (platform === "win32") return join(text("LOCALAPPDATA") ?? join(home, "AppData", "Local"), "loopgate");
  return join(text("XDG_STATE_HOME") ?? join(home, ".local", "state"), "loopgate");
}
