import type { Face } from "@loopgate/contract";
import { hasRightToLeft, lookAlikes, type LookAlike } from "@loopgate/contract/look-alikes";
import { visible } from "@loopgate/contract/visible";

export type Place = "action" | "arguments" | "words" | "options" | "form" | "agent";
export type Finding =
  | { readonly kind: "direction" | "rightToLeft"; readonly place: Place }
  | { readonly kind: LookAlike["kind"]; readonly place: Place; readonly word: string };

export type Findings = { readonly hidden: number; readonly found: readonly Finding[] };

/** The marks of characters that turn the direction of a text (UAX 9, 2). */
const TURNS = /\u{27E6}U\+(?:061C|200E|200F|202[A-E]|206[6-9])\u{27E7}/u;

/**
 * What in a request may mislead the eye, place by place, each word once. Letters from right to left are told of only where something
 * runs or is picked: in an agent's prose they are its language.
 */
export function findingsOf(face: Face): Findings {
  const schema = face.schema === undefined ? { text: "", hidden: 0 } : visible(textsIn(face.schema));
  const values = [...face.options.map(({ value }) => value), ...(face.suggestions ?? [])].map((each) => visible(each));
  const places: Readonly<Record<Place, string>> = {
    agent: `${face.asked_by.client_id} ${face.asked_by.session_id}`,
    action: face.action?.name ?? "",
    arguments: (face.action?.fields ?? []).map(({ path, value }) => `${path}\n${value}`).join("\n"),
    options: [...face.options.map(({ label }) => label), ...values.map(({ text }) => text)].join("\n"),
    form: schema.text,
    words: [
      face.message,
      face.action?.description ?? "",
      ...[...face.source, ...face.metadata].map(({ path, value }) => `${path}\n${value}`),
    ].join("\n"),
  };
  const found = Object.entries(places).flatMap(([place, text]) => findingsIn(place as Place, text));
  const hidden = face.hidden + schema.hidden + values.reduce((sum, each) => sum + each.hidden, 0);
  return { hidden, found };
}

function findingsIn(place: Place, text: string): readonly Finding[] {
  const words = new Map(lookAlikes(text).map(({ word, kind }) => [`${kind} ${word}`, { kind, place, word }]));
  return [
    ...(TURNS.test(text) ? [{ kind: "direction", place } as const] : []),
    ...(hasRightToLeft(text) && place !== "words" ? [{ kind: "rightToLeft", place } as const] : []),
    ...words.values(),
  ];
}

/** Every key and text of a schema, since all of them may be drawn. */
function textsIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([key, member]) => `${key}\n${textsIn(member)}`)
    .join("\n");
}
