import { skeleton } from "./skeleton.ts";

/** Words of refusal and negation. A label with one of them never approves; in a language more it is only safer. */
const REFUSALS = [
  "no nope not never none nothing dont donot cant cannot wont isnt arent shouldnt wouldnt couldnt doesnt didnt mustnt neednt deny denied reject rejected refuse decline declined cancel canceled cancelled abort aborted",
  "stop stopped halt hold wait block blocked forbid disapprove disallow dismiss skip veto without against",
  "nein nicht nie ablehnen abbrechen stopp stoppen verweigern",
  "non pas jamais refuser annuler rejeter arreter",
  "nunca rechazar denegar cancelar parar detener",
  "nao rejeitar negar recusar",
  "mai rifiuta rifiutare annulla annullare ferma",
  "nee niet nooit weigeren annuleren afwijzen",
];

/** Words of approval. */
const APPROVALS = [
  "yes yep yeah ok okay approve approved allow allowed confirm confirmed accept accepted permit agree authorize authorise grant proceed",
];

const refusals = toSet(REFUSALS);
const approvals = toSet(APPROVALS);

/** What the words of a label say by themselves. A refusal anywhere outweighs an approval. */
export function wordsSay(label: string): "refusal" | "approval" | "nothing" {
  const tokens = tokensOf(skeleton(label));
  if (tokens.some((token) => refusals.has(token))) return "refusal";
  return tokens.some((token) => approvals.has(token)) ? "approval" : "nothing";
}

/** The words, the letters that stand alone one after the other put together ("N O"), and all of it as one word. */
function tokensOf(read: string): readonly string[] {
  const spelled = read.replace(/(?<![^ ])[^ ](?: [^ ])+(?![^ ])/gu, (letters) => letters.replaceAll(" ", ""));
  return [...read.split(" "), ...spelled.split(" "), read.replaceAll(" ", "")];
}

/** A reply that is exactly yes or exactly no, whatever its case and marks; anything else, a question too, is neither. */
export function exactly(text: string): "yes" | "no" | undefined {
  if (/[?？¿؟]/u.test(text)) return undefined;
  const read = skeleton(text);
  return read === "yes" ? "yes" : read === "no" ? "no" : undefined;
}

function toSet(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")).map((word) => skeleton(word)));
}
