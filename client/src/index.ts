export { createClient, type ClientOptions, type LoopgateClient } from "./client.ts";
export type { CallOptions, NewRequest, Requests } from "./requests.ts";
export type { WaitOptions } from "./wait.ts";
export type { AskingOptions, AskOptions, ApproveOptions, ChooseOptions } from "./asking.ts";
export { NotApproved, whyNot, type Answer } from "./answer.ts";
export { gate, gateAll, type GateOptions } from "./gate.ts";
export { LoopgateApiError, LoopgateUnreachable } from "./error.ts";
export type * from "./wire.ts";
