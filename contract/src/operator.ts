import { z } from "zod";
import { Check } from "./health.ts";
import { Assurance, Risk } from "./words.ts";

/** How this gate is set up, and how sure its answers are: what `loopgate doctor` asks. */
export const OperatorStatus = z
  .object({
    mode: z.string(),
    version: z.string(),
    database: z.string(),
    data_dir: z.string(),
    channels: z.array(Check),
    responders: z.array(z.object({ name: z.string(), identities: z.array(z.string()) })),
    assurance: z
      .record(Risk, Assurance)
      .meta({ description: "The least assurance that an approval of each risk has now" }),
    terminal_answers: z.string(),
  })
  .meta({ id: "OperatorStatus" });
export type OperatorStatus = z.infer<typeof OperatorStatus>;
