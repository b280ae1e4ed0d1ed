import { createHash } from "node:crypto";
import {
  canonical,
  type Effect,
  type Json,
  type JsonObject,
  type Outcome,
  type RequestType,
  type Risk,
} from "@loopgate/contract";

export type FaceField = { readonly path: string; readonly value: string };

/** The face of a request as the gate sends it. A newer gate may add parts; whoever draws it draws those too. */
export type Face = {
  readonly code: string;
  readonly asked_by: { readonly client_id: string; readonly verified: boolean; readonly session_id: string };
  readonly type: RequestType;
  readonly message: string;
  readonly action?: {
    readonly name: string;
    readonly description?: string;
    readonly fields: readonly FaceField[];
    readonly digest: string;
  };
  readonly options: readonly { readonly value: string; readonly label: string; readonly effect: Effect }[];
  readonly picks?: { readonly min: number; readonly max: number };
  readonly schema?: JsonObject;
  readonly allowed: readonly Outcome[];
  readonly risk: Risk;
  readonly source: readonly FaceField[];
  readonly metadata: readonly FaceField[];
  readonly callback_host?: string;
  readonly expires_at: string;
  readonly hidden: number;
};

/** The contract is the server's promise; a face that breaks it fails to be drawn, and so is not answered. */
export function faceOf({ face }: { readonly face: Json }): Face {
  return face as unknown as Face;
}

/** The digest of what is drawn, made here: another face than the gate's own is refused by it. */
export function digestOf({ face }: { readonly face: Json }): string {
  return createHash("sha256").update(canonical(face), "utf8").digest("hex");
}

/** Parts that this command does not know; drawn as JSON, since the digest covers them. */
export function unknownParts(face: Face): readonly FaceField[] {
  return Object.entries(face)
    .filter(([name]) => !KNOWN.has(name))
    .map(([path, value]) => ({ path, value: JSON.stringify(value) }));
}

const KNOWN: ReadonlySet<string> = new Set<keyof Face>([
  "code",
  "asked_by",
  "type",
  "message",
  "action",
  "options",
  "picks",
  "schema",
  "allowed",
  "risk",
  "source",
  "metadata",
  "callback_host",
  "expires_at",
  "hidden",
]);
