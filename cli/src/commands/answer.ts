import { parseArgs } from "node:util";
import { LoopgateApiError } from "@loopgate/client";
import type { PollAnswer, Reply, TerminalResult, TerminalCard } from "@loopgate/contract";
import { completeReply } from "../complete-reply.ts";
import { showState } from "../ending.ts";
import { digestOf } from "../face.ts";
import { createOperator, type Operator } from "../operator.ts";
import { readObject, readReply, type Typed } from "../read-reply.ts";
import type { Screen } from "../screen.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { showCard } from "../show-card.ts";
import { texts } from "../texts.ts";

const { terminal } = texts;
const OPTIONS = { reason: { type: "string" }, arguments: { type: "string" }, json: { type: "boolean" } } as const;

/** Shows a card, and answers it: with the words that follow the code, or with what is typed when asked. */
export async function answer(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [code, ...words] = positionals;
  if (code === undefined) throw new UserError(terminal.codeMissing);
  const operator = createOperator(shell);
  const card = await operator.card(code);
  const { out, err } = shell;
  const isShownOnly = words.length === 0 && (values.json === true || !shell.ask || card.offers.length === 0);
  if (isShownOnly && values.json) out.json(card);
  else showCard(card, shell.now(), values.json ? err : out);
  if (isShownOnly) {
    if (!values.json) showState(card.request, out);
    return 0;
  }
  const reply = await replyOf(words, values, card, shell);
  if (!reply) {
    out.line(terminal.leftOpen);
    return 0;
  }
  const result = await send(operator, card, reply, err);
  if (!result) return 3;
  return finish(operator, card, result, words.length > 0 ? reply : undefined, { shell, json: values.json === true });
}

type Given = { readonly reason?: string | undefined; readonly arguments?: string | undefined };

async function replyOf(
  words: readonly string[],
  given: Given,
  card: TerminalCard,
  shell: Shell,
): Promise<Reply | undefined> {
  const typed = words.length > 0 ? withOptions(readReply(words, card.face), given) : await asked(card, shell);
  if (!typed) return undefined;
  const reply = await completeReply(typed, card, shell);
  const isSure = await sure(reply, card, shell);
  return isSure ? reply : undefined;
}

function withOptions(typed: Typed, given: Given): Typed {
  if (given.arguments !== undefined && typed.kind !== "edit")
    throw new UserError(terminal.onlyFor("--arguments", "edit"));
  if (given.reason !== undefined && typed.kind !== "reject")
    throw new UserError(terminal.onlyFor("--reason", "reject"));
  if (typed.kind === "edit" && given.arguments !== undefined)
    return { kind: "edit", arguments: readObject(given.arguments) };
  return typed.kind === "reject" && given.reason !== undefined ? { kind: "reject", reason: given.reason } : typed;
}

/** A line that is no answer is explained and asked for again; an empty one leaves the request open. */
async function asked(card: TerminalCard, { ask, out }: Shell): Promise<Typed | undefined> {
  for (;;) {
    const line = (await ask?.(terminal.askAnswer(card.offers)))?.trim();
    if (!line) return undefined;
    try {
      return readReply(line.split(/\s+/), card.face);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      out.line(error.message);
    }
  }
}

/** High risk takes a second word, as it takes a second press elsewhere; where nobody can be asked, the command is the word. */
async function sure(reply: Reply, card: TerminalCard, { ask }: Shell): Promise<boolean> {
  const { risk } = card.face;
  if (reply.kind === "reject" || !ask || (risk !== "high" && risk !== "critical")) return true;
  return (await ask(terminal.askSure(reply.kind)))?.trim().toLowerCase() === terminal.yes;
}

/** Sends it with the digest of what was drawn. An answer that comes too late is told who decided. */
async function send(
  operator: Operator,
  card: TerminalCard,
  reply: Reply,
  err: Screen,
): Promise<TerminalResult | undefined> {
  try {
    return await operator.answer(card.request_id, digestOf(card), reply);
  } catch (error) {
    if (!(error instanceof LoopgateApiError && error.code === "request_ended")) throw error;
    err.line(terminal.tooLate);
    showState((await operator.card(card.request_id)).request, err);
    return undefined;
  }
}

/** A reject counts at once; why is asked, or added, afterwards. `reply` is what the command line itself said. */
async function finish(
  operator: Operator,
  card: TerminalCard,
  result: TerminalResult,
  reply: Reply | undefined,
  { shell, json }: { readonly shell: Shell; readonly json: boolean },
): Promise<ExitCode> {
  const reason = isUnexplained(result.request) ? await reasonOf(reply, shell) : undefined;
  const last = reason ? await operator.note(card.request_id, reason) : result;
  if (json) shell.out.json(last);
  else showState(last.request, shell.out);
  return 0;
}

function isUnexplained({ decision }: PollAnswer): boolean {
  return decision?.outcome === "reject" && decision.reason === null && decision.options.length === 0;
}

async function reasonOf(reply: Reply | undefined, { ask }: Shell): Promise<string | undefined> {
  if (reply) return reply.kind === "reject" ? reply.reason : undefined;
  return (await ask?.(terminal.askReason))?.trim();
}
