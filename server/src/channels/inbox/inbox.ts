import type { InboxStart, TenantSettings } from "@loopgate/contract";
import type { AccountPrincipal } from "../../access/principal.ts";
import type { Callers } from "../../access/callers.ts";
import type { Gate } from "../../gate/gate.ts";
import type { People, Requests } from "../../gate/ports.ts";
import type { Ref, TenantId } from "../../gate/request.ts";
import type { Routes } from "../../http/app.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Log } from "../../kit/log.ts";
import type { Texts } from "../../texts/index.ts";
import { agentRoutes } from "./agent-routes.ts";
import { answerRoutes } from "./answer-routes.ts";
import { listRoutes } from "./list-routes.ts";
import { createLive } from "./live.ts";
import type { About, Following, Lists, Proofs, SessionList, Stories, Titles, ToldOf } from "./ports.ts";
import { createReading } from "./reading.ts";
import { createSendSample } from "./samples.ts";
import { streamRoutes } from "./stream-routes.ts";

/** The web inbox's side of the server: it pulls what is pending, is told of changes, and reports answers with their proofs. */
export function createInbox(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly gate: Pick<Gate, "create" | "vote" | "note" | "elapse">;
  readonly requests: Pick<Requests, "byCode">;
  readonly people: Pick<People, "find" | "roster">;
  readonly lists: Lists;
  readonly sessionList: SessionList;
  readonly titles: Titles;
  readonly demands: (tenantId: TenantId) => Promise<TenantSettings>;
  readonly ids: Pick<Ids, "id" | "code">;
  readonly stories: Stories;
  readonly toldOf: ToldOf;
  readonly following: Following;
  readonly hints: { on(changed: (refs: readonly Ref[] | "all") => void): () => void };
  readonly proofs: Proofs;
  readonly about: About;
  readonly hasPasskey: (account: AccountPrincipal) => Promise<boolean>;
  /** The public key for pushing to browsers; undefined where nothing is pushed. */
  readonly pushKey?: () => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly texts: Pick<Texts, "card" | "samples">;
  readonly settings: {
    readonly mode: InboxStart["mode"];
    readonly version: string;
    readonly publicUrl: URL | undefined;
  };
}): { readonly routes: readonly Routes[]; close(): void } {
  const failed = (error: unknown) => parts.log.warn("The inbox could not look.", { part: "inbox", error });
  const live = createLive({ ...parts, failed });
  const reading = createReading(parts);
  const stream = streamRoutes({ ...parts, live });
  const { mode, version, publicUrl } = parts.settings;
  const settings = { mode, version, public_url: publicUrl?.origin ?? null };
  const pushKey = () => parts.pushKey?.() ?? null;

  return {
    routes: [
      listRoutes({ ...parts, reading, settings, pushKey }),
      answerRoutes({ ...parts, reading, failed }),
      agentRoutes({ ...parts, sendSample: createSendSample(parts) }),
      stream.routes,
    ],
    close() {
      stream.close();
      live.close();
    },
  };
}
