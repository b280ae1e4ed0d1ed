import type { PollAnswer } from "@loopgate/contract";
import { barred, styled, type Screen } from "./screen.ts";
import { texts } from "./texts.ts";

const { card: words, terminal } = texts;

/** How a request stands, and who decided when. */
export function showState(request: PollAnswer, out: Screen): void {
  out.line(styled(request.approved ? "green" : request.completed ? "yellow" : "cyan", stateText(request)));
  const { decision } = request;
  if (decision?.outcome === "respond" && request.response !== null) remark(out, words.answer, request.response);
  if (decision?.outcome === "edit") remark(out, words.answer, JSON.stringify(decision.arguments));
  if (decision && decision.options.length > 0 && decision.outcome !== "respond")
    remark(out, words.answer, decision.options.join(", "));
  if (decision && decision.reason !== null) remark(out, words.reason, decision.reason);
}

/** One line: "Approved by Ann, via telegram, 2026-11-23T09:30:00.000Z". */
function stateText({ status, decision, timestamp }: PollAnswer): string {
  if (status === "pending") return terminal.pending;
  if (status === "timeout") return `${words.timedOut} · ${timestamp}`;
  if (status === "canceled") return `${words.canceled} · ${timestamp}`;
  if (!decision) return terminal.ended;
  const { outcome, responder, channel, decided_at: at } = decision;
  const who = responder === null ? words.decidedByPolicy(outcome) : words.decided(outcome, [responder]);
  return [who, ...(channel === null ? [] : [words.via(channel)]), at].join(" · ").replaceAll("\n", " ");
}

function remark(out: Screen, title: string, text: string): void {
  out.line(styled("bold", title));
  barred(out, text);
}
