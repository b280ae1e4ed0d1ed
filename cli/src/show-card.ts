import type { Face, FaceField, Risk, TerminalCard } from "@loopgate/contract";
import { unknownParts } from "./face.ts";
import { barred, styled, type Screen, type Style } from "./screen.ts";
import { showSchema } from "./show-schema.ts";
import { span } from "./time-left.ts";
import { texts } from "./texts.ts";

const { card: words, terminal } = texts;
const RISK_STYLE: Record<Risk, Style> = { low: "dim", medium: "bold", high: "yellow", critical: "red" };

/**
 * Draws the whole face. What others wrote stands behind a bar at the left of its every line, so that no text of theirs
 * can pass for a line of the gate.
 */
export function showCard(card: TerminalCard, now: number, out: Screen): void {
  const { face } = card;
  out.line(
    styled("bold", words.title[face.type]),
    " · ",
    styled(RISK_STYLE[face.risk], words.risk[face.risk]),
    " · ",
    styled("bold", `${words.code} ${face.code}`),
  );
  const { asked_by: by } = face;
  label(
    out,
    words.askedBy,
    `${by.client_id}${by.verified ? "" : ` (${words.unverified})`}, ${words.session} ${by.session_id}`,
  );
  showAction(face, out);
  showWords(out, words.agentSays, face.message);
  showOptions(face, out);
  if (face.suggestions) showWords(out, words.suggestions, face.suggestions.join("\n"));
  if (face.schema) showSchema(face.schema, out);
  showFields(out, words.source, face.source);
  showFields(out, words.metadata, face.metadata);
  if (face.callback_host !== undefined) label(out, words.callback, face.callback_host);
  showFields(out, terminal.otherParts, unknownParts(face));
  label(out, terminal.mayEnd, face.allowed.map((outcome) => words.outcome[outcome]).join(", "));
  label(out, words.expires, `${face.expires_at} ${leftOf(card, face, now)}`.trim());
  if (face.hidden > 0) out.line(styled("yellow", words.hidden(face.hidden)));
  if (card.note !== null) out.line(styled("yellow", card.note));
}

function showAction({ action }: Face, out: Screen): void {
  if (!action) return out.line(styled("dim", words.noAction));
  label(out, words.willRun, action.name);
  if (action.fields.length === 0) barred(out, words.noArguments);
  for (const field of action.fields) barred(out, `${field.path}: ${field.value}`);
  label(out, words.actionDigest, action.digest);
  if (action.description !== undefined) showWords(out, words.agentDescribes, action.description);
}

function showOptions({ options, picks }: Face, out: Screen): void {
  if (options.length === 0) return;
  out.line(
    styled("bold", words.options),
    ...(picks && picks.max > 1 ? [` · ${words.pickBetween(picks.min, picks.max)}`] : []),
  );
  options.forEach(({ value, label: text, effect }, at) => {
    const mark = words.effectMark[effect];
    const name = `${at + 1}. ${mark === "" ? "" : `${mark} `}${text}`;
    barred(out, value === text ? name : `${name}  ${terminal.valueOf(value)}`);
  });
}

function showFields(out: Screen, title: string, fields: readonly FaceField[]): void {
  if (fields.length === 0) return;
  out.line(styled("bold", title));
  for (const { path, value } of fields) barred(out, `${path}: ${value}`);
}

function showWords(out: Screen, title: string, text: string): void {
  out.line(styled("bold", title));
  barred(out, text);
}

function label(out: Screen, name: string, value: string): void {
  out.line(styled("bold", name), ": ", value.replaceAll("\n", " "));
}

function leftOf({ request }: TerminalCard, { expires_at: at }: Face, now: number): string {
  return request.completed ? "" : `(${terminal.left(span(Date.parse(at) - now))})`;
}
