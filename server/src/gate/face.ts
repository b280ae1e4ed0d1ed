import { visible, type Face, type FaceField, type Json, type JsonObject } from "@loopgate/contract";
import { digestOf } from "./digest.ts";
import type { Definition, Digest, Millis } from "./request.ts";

/** Action and options together may take this many UTF-16 units in a chat; whatever is longer is answered elsewhere. */
const LARGEST_CHAT_ACTION = 2_500;

/** The whole face of a request. It does not change while the request lives. */
export function faceOf(request: { readonly definition: Omit<Definition, "route">; readonly expiresAt: Millis }): Face {
  const { definition, expiresAt } = request;
  const eye = createEye();
  const { question, action } = definition;
  const face = {
    code: definition.code,
    asked_by: {
      client_id: eye.see(definition.clientId),
      verified: definition.clientVerified,
      session_id: eye.see(definition.sessionId),
    },
    type: question.type,
    message: eye.see(definition.message),
    ...(action && {
      action: {
        name: eye.see(action.name),
        ...(action.description !== undefined && { description: eye.see(action.description) }),
        fields: fieldsOf(action.arguments, eye.see),
        digest: String(definition.actionDigest),
      },
    }),
    options:
      question.type === "choice"
        ? question.options.map((o) => ({ value: o.value, label: eye.see(o.label), effect: o.effect }))
        : [],
    ...(question.type === "choice" && { picks: question.picks }),
    ...(question.type === "form" && { schema: question.schema }),
    ...(question.type === "input" && question.suggestions && { suggestions: question.suggestions }),
    allowed: definition.allowed,
    risk: definition.risk,
    source: fieldsOf(definition.source ?? {}, eye.see),
    metadata: fieldsOf(definition.metadata ?? {}, eye.see),
    ...(definition.callback && { callback_host: eye.see(new URL(definition.callback.url).host) }),
    expires_at: new Date(expiresAt).toISOString(),
  };
  return { ...face, hidden: eye.hidden() };
}

/** The digest of a face as some copy showed it. */
export function faceDigest(face: Face): Digest {
  return digestOf(face);
}

/** The action's arguments as lines, one leaf each; the name is not among them. */
export function actionLines(face: Pick<Face, "action">): string {
  return (face.action?.fields ?? []).map(({ path, value }) => `${path}: ${value}`).join("\n");
}

/** The options' labels as numbered lines. */
export function optionLines(face: Pick<Face, "options">): string {
  return face.options.map(({ label }, at) => `${at + 1}. ${label}`).join("\n");
}

/** Whether the agent's words are all that a yes would be said to: then nothing of them may be left out. */
export function isAgentsWord(face: Pick<Face, "action" | "type">): boolean {
  return !face.action && (face.type === "confirmation" || face.type === "choice");
}

/** Whether a chat can show all that a yes would be said to. What it cannot show, it must not let anybody approve. */
export function fitsChat(face: Pick<Face, "action" | "options" | "message" | "type">): boolean {
  const words = isAgentsWord(face) ? face.message.length : 0;
  const name = face.action?.name.length ?? 0;
  return words + name + actionLines(face).length + optionLines(face).length <= LARGEST_CHAT_ACTION;
}

type Eye = { see(text: string): string; hidden(): number };

function createEye(): Eye {
  let count = 0;
  return {
    see(text) {
      const seen = visible(text);
      count += seen.hidden;
      return seen.text;
    },
    hidden: () => count,
  };
}

/** Every leaf with its path, in the canonical order of keys; an empty object or list is a leaf too. */
export function fieldsOf(value: JsonObject, see: (text: string) => string): readonly FaceField[] {
  const fields: FaceField[] = [];
  const walk = (inner: Json, path: string): void => {
    const entries = entriesOf(inner);
    if (entries.length === 0) fields.push({ path: path === "" ? "(none)" : path, value: leaf(inner, see) });
    for (const [step, member] of entries)
      walk(member, `${path}${path === "" && step.startsWith(".") ? step.slice(1) : step}`);
  };
  const isList = (inner: Json): inner is readonly Json[] => Array.isArray(inner);
  const entriesOf = (inner: Json): [string, Json][] => {
    if (inner === null || typeof inner !== "object") return [];
    if (isList(inner)) return inner.map((member, at) => [`[${at}]`, member]);
    return Object.keys(inner)
      .toSorted()
      .map((key) => [keyStep(see(key)), inner[key] ?? null]);
  };
  if (Object.keys(value).length > 0) walk(value, "");
  return fields;
}

function keyStep(key: string): string {
  return /^[\p{L}\p{N}_$-]+$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** A text is shown bare unless it could be mistaken for something else. */
function leaf(value: Json, see: (text: string) => string): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const plain = /^[^\s"'{}[\]](.*[^\s"'])?$/u.test(value) && !/^(true|false|null|[-+]?[\d.].*)$/i.test(value);
  return see(plain ? value : JSON.stringify(value));
}
