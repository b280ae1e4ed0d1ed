import type { Face } from "@loopgate/contract";

const MOST_FIELDS = 3;
const LONGEST = 32;
/** What is left of ⟦U+202E⟧ where a text is cut in the middle of it. */
const HALF_A_MARK = /\u{27E6}(?:U\+?[0-9A-F]*)?$/u;

/** The action with its first arguments, cut where they are long: `stripe.refunds.create(amount: 124000, charge: ch_3QK…)`. */
export function headlineOf({ action }: Pick<Face, "action">): string | undefined {
  if (action === undefined) return undefined;
  const fields = action.fields.slice(0, MOST_FIELDS).map(({ path, value }) => `${cut(path)}: ${cut(value)}`);
  const rest = action.fields.length > MOST_FIELDS ? ["…"] : [];
  return fields.length === 0 ? action.name : `${action.name}(${[...fields, ...rest].join(", ")})`;
}

/** An agent's name for itself, where the gate speaks: short, and in quotes where it could be read as a sentence of the gate's. */
export function nameInHeadline(clientId: string): string {
  const name = cut(clientId);
  return /^[\p{L}\p{N}._/@:-]+…?$/u.test(name) ? name : `“${name}”`;
}

function cut(text: string): string {
  const letters = [...text];
  if (letters.length <= LONGEST) return text;
  return `${letters
    .slice(0, LONGEST - 1)
    .join("")
    .replace(HALF_A_MARK, "")}…`;
}
