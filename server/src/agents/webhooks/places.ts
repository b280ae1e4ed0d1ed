import { LoopgateError } from "@loopgate/contract";
import type { Permit } from "../../http/outgoing.ts";
import { inNetworks, isPublicAddress } from "../../http/public-address.ts";

/** Where answers may be sent: the owner's rule, asked when an address is named, before each call, and of each connection. */
export type Places = {
  /** Why nothing is sent to this address, as the end of a sentence; undefined: it may be. */
  refusal(url: string): string | undefined;
  /** Throws `invalid_request` with this field where nothing is sent to the address. */
  check(url: string, field: string): void;
  /** Whether the address may be called without encryption. */
  plain(url: URL): boolean;
  permits: Permit;
};

export type PlaceSettings = {
  readonly mode: "local" | "served";
  /** Hosts that may be called, as CALLBACK_HOSTS names them; empty is the mode's own rule. */
  readonly callbackHosts: readonly string[];
  /** Networks that are not public and may be called. */
  readonly callbackNetworks: readonly string[];
};

/** A host that may be called; `scheme` and `port` are left out where any will do. */
type Host = { readonly name: string; readonly scheme?: string; readonly port?: number };

/** The spellings of this machine that a URL comes out with. Other names may lead here too, but then nobody sees it. */
const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const isLoopbackAddress = inNetworks(["127.0.0.0/8", "::1"]);
/** Below them stand services of the system. */
const LEAST_PORT = 1_024;

/** `ownPort`: where Loopgate itself listens, which no answer is sent to. */
export function createPlaces(settings: PlaceSettings, ownPort: () => number): Places {
  const { mode, callbackHosts } = settings;
  const hosts = callbackHosts.filter((entry) => entry !== "none").map(hostOf);
  const inNetwork = inNetworks(settings.callbackNetworks);

  function refusal(text: string): string | undefined {
    const url = new URL(text);
    const port = portOf(url);
    const here = THIS_MACHINE.test(url.hostname);
    if (url.username !== "" || url.password !== "") return "must hold no user name or password";
    if (here && port === ownPort()) return "must not lead to Loopgate itself";
    if (callbackHosts.length > 0)
      return hosts.some((host) => matches(host, url))
        ? undefined
        : "leads to a host that the owner of this server has not listed in CALLBACK_HOSTS";
    if (mode === "local") {
      if (!here)
        return `must lead to this machine (http://localhost:PORT); for another, start the server with CALLBACK_HOSTS=${url.host}`;
      return port < LEAST_PORT
        ? `must have a port of ${LEAST_PORT} or more; for another, start the server with CALLBACK_HOSTS=${url.host}`
        : undefined;
    }
    return url.protocol === "https:" && url.port === ""
      ? undefined
      : "must begin with https:// and have no port; for another, the owner of this server lists its host in CALLBACK_HOSTS";
  }

  return {
    refusal,
    check(url, field) {
      const message = refusal(url);
      if (message !== undefined)
        throw new LoopgateError("invalid_request", "Correct the fields that are named, and send it again.", [
          { path: field, message },
        ]);
    },
    plain: (url) => url.protocol === "http:" && refusal(url.href) === undefined,
    permits({ host, secure, address, port }) {
      if (refusal(`${secure ? "https" : "http"}://${host}:${port}/`) !== undefined) return false;
      if (THIS_MACHINE.test(host)) return isLoopbackAddress(address);
      const listed = host.replace(/^\[|\]$/g, "") === address && hosts.some(({ name }) => name === host);
      return isPublicAddress(address) || inNetwork(address) || listed;
    },
  };
}

/** As a URL comes out with it, so that both are spelled alike. */
function hostOf(entry: string): Host {
  const [, scheme, name = "", port] = /^(?:(https?):\/\/)?(\[.*\]|[^:]+)(?::(\d+))?$/.exec(entry) ?? [];
  const spelled = name.startsWith("*") ? name : new URL(`http://${name}`).hostname;
  const loopback = THIS_MACHINE.test(spelled);
  const usual = scheme === "http" ? 80 : 443;
  return {
    name: spelled,
    ...(scheme === undefined && loopback ? {} : { scheme: `${scheme ?? "https"}:` }),
    ...(port !== undefined ? { port: Number(port) } : loopback ? {} : { port: usual }),
  };
}

function matches({ name, scheme, port }: Host, url: URL): boolean {
  if (scheme !== undefined && scheme !== url.protocol) return false;
  if (port !== undefined && port !== portOf(url)) return false;
  if (name === "*") return !THIS_MACHINE.test(url.hostname);
  return name.startsWith("*.") ? url.hostname.endsWith(name.slice(1)) : url.hostname === name;
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}
