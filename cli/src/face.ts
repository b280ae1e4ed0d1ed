import { hash } from "node:crypto";
import { canonical, type Face, type FaceField } from "@loopgate/contract";

/** The digest of what is drawn, made here: another face than the gate's own is refused by it. */
export function digestOf({ face }: { readonly face: Face }): string {
  return hash("sha256", canonical(face), "hex");
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
  "suggestions",
  "allowed",
  "risk",
  "source",
  "metadata",
  "callback_host",
  "expires_at",
  "hidden",
]);
