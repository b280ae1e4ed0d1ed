import type { Outgoing } from "../../http/outgoing.ts";
import type { Clock } from "../../kit/clock.ts";
import { createClientDocuments } from "./client-documents.ts";
import { createRegistrations, type Registrations } from "./registrations.ts";
import { isNobodysOwn } from "./redirects.ts";

/** A program that asks to be let in, as it describes itself. */
export type OAuthClient = {
  /** Its `client_id` in OAuth. */
  readonly id: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  /** The host that published its description; undefined where it registered itself, so that nobody speaks for it. */
  readonly host: string | undefined;
};

/** The clients that OAuth knows: by a document of theirs, or, where that is switched on, by a registration of their own. */
export type Clients = {
  /** Throws OAuthRefusal. */
  find(clientId: string): Promise<OAuthClient>;
  register: Registrations["register"];
};

export function createClients({
  outgoing,
  clock,
  key,
}: {
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  /** 32 bytes, the same on every node. */
  readonly key: Buffer;
}): Clients {
  const documents = createClientDocuments({ outgoing, clock });
  const registrations = createRegistrations({ key, clock });
  return {
    find: async (clientId) => registrations.read(clientId) ?? documents.find(clientId),
    register: registrations.register,
  };
}

/**
 * The `client_id` under which the client's requests are shown. Verified is only what a host on the internet stands for: whatever answers on
 * the person's device may call itself anything, and is told apart by its name.
 */
export function agentName({ name, host }: OAuthClient, redirect: URL): { clientId: string; verified: boolean } {
  if (!isNobodysOwn(redirect)) return { clientId: host ?? redirect.hostname, verified: true };
  return { clientId: `${host ?? printable(name)} (local)`, verified: false };
}

function printable(name: string): string {
  const plain = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "");
  return plain.trim().slice(0, 100).trim() || "client";
}
