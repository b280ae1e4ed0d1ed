import type { InboxStart } from "@loopgate/contract";
import type { Callers } from "../../access/callers.ts";
import type { Gate } from "../../gate/gate.ts";
import type { People, Requests } from "../../gate/ports.ts";
import type { Ref } from "../../gate/request.ts";
import type { Routes } from "../../http/app.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Log } from "../../kit/log.ts";
import type { Texts } from "../../texts/index.ts";
import { answerRoutes } from "./answer-routes.ts";
import { listRoutes } from "./list-routes.ts";
import { createLive } from "./live.ts";
import type { About, Following, Lists, Proofs, Stories } from "./ports.ts";
import { createReading } from "./reading.ts";
import { streamRoutes } from "./stream-routes.ts";

/** The web inbox's side of the server: it pulls what is pending, is told of changes, and reports answers with their proofs. */
export function createInbox(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly gate: Pick<Gate, "vote" | "note" | "elapse">;
  readonly requests: Pick<Requests, "byCode">;
  readonly people: Pick<People, "find" | "roster">;
  readonly lists: Lists;
  readonly stories: Stories;
  readonly following: Following;
  readonly hints: { on(changed: (refs: readonly Ref[] | "all") => void): () => void };
  readonly proofs: Proofs;
  readonly about: About;
  readonly clock: Clock;
  readonly log: Log;
  readonly texts: Pick<Texts, "card">;
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

  return {
    routes: [listRoutes({ ...parts, reading, settings }), answerRoutes({ ...parts, reading, failed }), stream.routes],
    close() {
      stream.close();
      live.close();
    },
  };
}
