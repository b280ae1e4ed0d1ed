import type { Assurance, Risk } from "@loopgate/contract";
import type { Routes } from "../http/app.ts";
import type { TenantId } from "../gate/request.ts";

/** What `loopgate doctor` asks: how this gate is set up, and how sure its answers are. */
export type OperatorStatus = {
  readonly mode: string;
  readonly version: string;
  readonly database: string;
  readonly data_dir: string;
  readonly channels: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  readonly responders: readonly { readonly name: string; readonly identities: readonly string[] }[];
  /** The least assurance that an approval of each risk has now. */
  readonly assurance: Readonly<Record<Risk, Assurance>>;
  readonly terminal_answers: string;
};

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
