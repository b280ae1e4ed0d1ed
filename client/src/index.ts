export { createClient, type CallOptions, type ClientOptions, type LoopgateClient } from "./client.ts";
export { LoopgateApiError, LoopgateUnreachable } from "./error.ts";
export type { WaitOptions } from "./wait.ts";
export { createCaller, type Call, type Caller } from "./caller.ts";
export { platform, type World } from "./world.ts";
