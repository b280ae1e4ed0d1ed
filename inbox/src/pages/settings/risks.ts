import type { Risk } from "@loopgate/contract";

/** From the least to the most. */
export const RISKS: readonly Risk[] = ["low", "medium", "high", "critical"];
