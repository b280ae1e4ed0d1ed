import type { Readiness } from "@loopgate/contract";
import type { Routes } from "../../http/app.ts";
import { VERSION } from "../../version.ts";

export type HealthCheck = {
  readonly name: string;
  readonly vital: boolean;
  check(): Promise<{ readonly ok: boolean; readonly detail: string }>;
};

/** `/health`: the process answers. `/health/ready`: the database answers; channels are told, and do not make it unready. */
export function healthRoutes({ checks }: { readonly checks: readonly HealthCheck[] }): Routes {
  async function readiness(): Promise<Readiness> {
    const results = await Promise.all(
      checks.map(async ({ name, vital, check }) => ({ name, vital, ...(await check().catch(unreachable)) })),
    );
    const ready = results.every(({ vital, ok }) => ok || !vital);
    return {
      status: ready ? "ready" : "not_ready",
      service: "loopgate",
      version: VERSION,
      checks: results.map(({ name, ok, detail }) => ({ name, ok, detail })),
    };
  }

  return (app) => {
    app.get("/health", (context) => context.json({ status: "healthy", service: "loopgate", version: VERSION }));
    app.get("/health/ready", async (context) => {
      const ready = await readiness();
      return context.json(ready, ready.status === "ready" ? 200 : 503);
    });
  };
}

/** Whether the database answers, and whether the channel does that is set up. */
export function checksOf(parts: {
  readonly adapter: string;
  readonly now: () => Promise<unknown>;
  readonly telegram: { health(): { readonly ok: boolean; readonly detail: string } } | undefined;
}): readonly HealthCheck[] {
  const { adapter, now, telegram } = parts;
  const database: HealthCheck = {
    name: "database",
    vital: true,
    check: async () => {
      await now();
      return { ok: true, detail: `${adapter} answers` };
    },
  };
  return [database, ...(telegram ? [{ name: "telegram", vital: false, check: async () => telegram.health() }] : [])];
}

function unreachable(): { readonly ok: false; readonly detail: string } {
  return { ok: false, detail: "does not answer" };
}
