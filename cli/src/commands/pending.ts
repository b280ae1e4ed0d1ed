import { parseArgs } from "node:util";
import type { Face, TerminalCard } from "@loopgate/contract";
import { createOperator } from "../operator.ts";
import { seen, styled } from "../screen.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { span } from "../time-left.ts";
import { texts } from "../texts.ts";

const { card: words, terminal } = texts;
const LONGEST_WHAT = 60;
const LONGEST_NAME = 32;

/** Lists what waits for an answer, newest first. */
export async function pending(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean" }, limit: { type: "string" } } });
  const { out } = shell;
  const list = await createOperator(shell).list(limitOf(values.limit));
  if (values.json) out.json(list);
  else if (list.requests.length === 0) out.line(terminal.nothingPending);
  else {
    const table = [terminal.pendingHead, ...list.requests.map((card) => rowOf(card, shell.now()))];
    const [head, ...rows] = aligned(table);
    out.line(styled("dim", head ?? ""));
    for (const row of rows) out.line(row);
    if (list.count > rows.length) out.line(words.moreFields(list.count - rows.length));
    out.line(styled("dim", terminal.pendingHelp));
  }
  return 0;
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,3}$/.test(text)) throw new UserError(terminal.badNumber("--limit"));
  return Number(text);
}

function rowOf(card: TerminalCard, now: number): readonly string[] {
  const { face } = card;
  const { client_id: client, verified } = face.asked_by;
  return [
    face.code,
    words.risk[face.risk],
    `${cut(client, LONGEST_NAME)}${verified ? "" : ` (${words.unverified})`}`,
    span(Date.parse(face.expires_at) - now),
    cut(whatOf(face), LONGEST_WHAT),
  ];
}

/** What will run if there is an action, since that is the gate's own word; else the agent's first line, in quotes. */
function whatOf({ action, message }: Face): string {
  return action ? action.name : `“${message.split("\n", 1)[0] ?? ""}”`;
}

function cut(text: string, most: number): string {
  const characters = [...seen(text).replaceAll("\n", " ")];
  return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("")}…`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
