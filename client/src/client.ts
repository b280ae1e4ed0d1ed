import { createAsking, type Asking } from "./asking.ts";
import { createCaller } from "./caller.ts";
import { setting } from "./environment.ts";
import { createRequests, type Requests } from "./requests.ts";
import { platform, type World } from "./world.ts";

export type ClientOptions = {
  /** Where Loopgate listens. Default: `LOOPGATE_URL` where there is an environment, else `http://localhost:8080`. */
  readonly url?: string | undefined;
  /** Needed where Loopgate serves other machines. Default: `LOOPGATE_API_KEY` where there is an environment. */
  readonly apiKey?: string | undefined;
  /** Names the route of the requests. Default: the client's id. */
  readonly session?: string | undefined;
  /** The agent's own name for itself. */
  readonly clientId?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
};

export type LoopgateClient = Requests & Asking;

export function createClient({ fetch = platform.fetch, ...options }: ClientOptions = {}): LoopgateClient {
  return createClientIn({ ...platform, fetch }, options);
}

/** The client in a world of the test's own. */
export function createClientIn(world: World, options: Omit<ClientOptions, "fetch"> = {}): LoopgateClient {
  const { url, clientId = "typescript", session = clientId } = options;
  const caller = createCaller({
    url: url ?? setting("LOOPGATE_URL") ?? "http://localhost:8080",
    credential: options.apiKey ?? setting("LOOPGATE_API_KEY"),
    world,
  });
  const requests = createRequests({ caller, world, session, clientId });
  return { ...requests, ...createAsking({ requests, world }) };
}
