import type { OperatorStatus } from "@loopgate/contract";
import type { Routes } from "../http/app.ts";
import type { TenantId } from "../gate/request.ts";

/** Routes for whoever runs the server, by the operator's credential. */
export function operatorRoutes(parts: {
  readonly authenticate: (request: Request) => TenantId;
  readonly status: (tenantId: TenantId) => Promise<OperatorStatus>;
  /** A whole backup, as it is made. */
  readonly backup: () => ReadableStream<Uint8Array>;
}): Routes {
  return (app) => {
    app.get("/api/operator/status", async (context) =>
      context.json(await parts.status(parts.authenticate(context.req.raw))),
    );
    app.get("/api/operator/backup", (context) => {
      parts.authenticate(context.req.raw);
      return context.body(parts.backup(), 200, { "content-type": "application/gzip" });
    });
  };
}
