import type { Face } from "@loopgate/contract";
import { actionLines, isAgentsWord, optionLines } from "../../gate/face.ts";
import type { HumanRequest } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";
import { bold, code, join, liveTime, pre, quote, text, type Html } from "./html.ts";
import { listsOptions, type Bar } from "./offers.ts";
import { endingOf, namesOf, utc } from "./outcome.ts";

const RISK_MARKS: Record<Face["risk"], string> = { low: "🟢", medium: "🟡", high: "🔴", critical: "🚨" };

/** All that stands on the card whatever becomes of the request: it is kept when the request has ended. */
export function drawBody(face: Face, { card }: Texts): Html {
  return join(
    [
      text(`${RISK_MARKS[face.risk]} `).concat(bold(card.title[face.type]), text(` · ${card.risk[face.risk]}`)) as Html,
      drawAsker(face, card),
      ...drawAction(face, card),
      text(`${card.agentSays}:`),
      quote(face.message, { mustBeRead: isAgentsWord(face) }),
      ...(face.action ? [] : [text(card.noAction)]),
      ...drawOptions(face, card),
      ...(face.suggestions ? [text(`${card.suggestions}:`), quote(face.suggestions.join("\n"))] : []),
      ...drawClaims(card.source, face.source),
      ...drawClaims(card.metadata, face.metadata),
      ...(face.callback_host === undefined ? [] : [labelled(card.callback, code(face.callback_host))]),
      ...(face.hidden > 0 ? [text(`⚠️ ${card.hidden(face.hidden)}`)] : []),
      ...(face.omitted ? [text(`✂️ ${card.omitted(face.omitted, face.code)}`)] : []),
    ],
    "\n",
  );
}

/** What changes while the request lives: votes, deadline, where to go; in the end the outcome. */
export function drawState(
  request: HumanRequest,
  face: Face,
  where: { readonly bar: Bar | undefined; readonly page: string | undefined },
  texts: Texts,
): Html {
  const { card } = texts;
  const codeLine = labelled(card.code, code(face.code));
  if (request.state.status !== "pending") return codeLine;
  const expires = liveTime(Math.floor(request.expiresAt / 1000), utc(request.expiresAt));
  return join(
    [
      ...drawVotes(request, texts),
      ...drawWhereToGo(face, where, texts),
      join([text(`⏳ ${card.expires}`), expires], " "),
      codeLine,
    ],
    "\n",
  );
}

/** The first lines of a card that has ended: also what the list of chats shows. */
export function drawEnding(request: HumanRequest, texts: Texts): Html | undefined {
  const ending = endingOf(request, texts);
  if (!ending) return undefined;
  const remarks = ending.remarks.map(({ label, words }) => join([text(`${label}:`), quote(words)], "\n"));
  return join([join([text(ending.mark), bold(ending.sentence), text(`· ${ending.when}`)], " "), ...remarks], "\n");
}

type Words = Texts["card"];

function drawAsker({ asked_by: { client_id, verified, session_id } }: Face, card: Words): Html {
  const claim = verified ? [] : [text(`(${card.unverified})`)];
  return join([text(card.askedBy), bold(client_id), ...claim, text(`· ${card.session}`), bold(session_id)], " ");
}

function drawAction({ action, ...face }: Face, card: Words): readonly Html[] {
  if (!action) return [];
  const cutShort = face.omitted?.includes("action.fields") ? [text("…")] : [];
  return [
    labelled(card.willRun, code(action.name)),
    action.fields.length === 0 ? text(card.noArguments) : pre(actionLines({ action })),
    ...cutShort,
    labelled(card.actionDigest, code(action.digest.slice(0, 12))),
    ...(action.description === undefined ? [] : [text(`${card.agentDescribes}:`), quote(action.description)]),
  ];
}

function drawOptions(face: Face, card: Words): readonly Html[] {
  if (!face.picks) return [];
  const many = face.picks.max > 1 ? [text(card.pickBetween(face.picks.min, face.picks.max))] : [];
  const lines = listsOptions(face) ? [bold(`${card.options}:`), text(optionLines(face))] : [];
  return [...lines, ...many];
}

function drawClaims(label: string, fields: Face["source"]): readonly Html[] {
  if (fields.length === 0) return [];
  return [text(`${label}:`), ...fields.map(({ path, value }) => code(`${path}: ${value}`))];
}

function drawVotes({ votes, policy }: HumanRequest, { card }: Texts): readonly Html[] {
  const need = Math.max(...policy.quorum.map((quota) => quota.need));
  const outcomes = [...new Set(votes.map(({ answer }) => answer.outcome))];
  return outcomes.map((outcome) => {
    const same = votes.filter(({ answer }) => answer.outcome === outcome);
    return text(
      `🗳 ${card.votes(outcome, same.length, outcome === "reject" ? policy.rejections : need, namesOf(same))}`,
    );
  });
}

function drawWhereToGo(
  face: Face,
  { bar, page }: { readonly bar: Bar | undefined; readonly page: string | undefined },
  { telegram }: Texts,
): readonly Html[] {
  const words = page === undefined ? telegram.inTerminal : telegram.onPage;
  const lines: Record<Bar, string> = {
    nobody: telegram.nobodyHere,
    assurance: words.needsMore(face.code),
    size: words.tooLong(face.code),
    form: words.form(face.code),
  };
  const edit = !bar && face.allowed.includes("edit") ? [text(`✏️ ${words.edit(face.code)}`)] : [];
  return bar ? [text(`👉 ${lines[bar]}`)] : edit;
}

function labelled(label: string, value: Html): Html {
  return join([text(`${label}:`), value], " ");
}
