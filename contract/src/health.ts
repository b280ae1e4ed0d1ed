import { z } from "zod";

export const Health = z
  .object({ status: z.literal("healthy"), service: z.literal("loopgate"), version: z.string() })
  .meta({ id: "Health" });

export const Check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string() });

/** 200 where the database answers, else 503. A channel that is down is told, and does not make the gate unready. */
export const Readiness = z
  .object({
    status: z.enum(["ready", "not_ready"]),
    service: z.literal("loopgate"),
    version: z.string(),
    checks: z.array(Check),
  })
  .meta({ id: "Readiness" });
export type Readiness = z.infer<typeof Readiness>;

/** RFC 9457 problem details. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
