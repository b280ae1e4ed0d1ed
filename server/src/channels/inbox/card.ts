import { canonical, type InboxCard } from "@loopgate/contract";
import { faceDigest, faceOf } from "../../gate/face.ts";
import { NOTE_WINDOW } from "../../gate/note.ts";
import type { Responder } from "../../gate/ports.ts";
import type { HumanRequest, Millis } from "../../gate/request.ts";
import { answerView, timeText } from "../../gate/view.ts";
import { confirmOf, offersOf, type Viewer } from "./offers.ts";
import type { Past } from "./ports.ts";
import { votesOf } from "./row.ts";
import { timelineOf, type Story } from "./timeline.ts";

/** How far back a card looks for the same action. */
export const PAST_DAYS = 30;

/** A request as this person sees it: the whole face, what it takes to answer, and its story. */
export function cardOf(parts: {
  readonly request: HumanRequest;
  readonly viewer: Viewer;
  readonly people: readonly Responder[];
  readonly story: Story & { readonly now: Millis };
  readonly past: Past | undefined;
}): InboxCard {
  const { request, viewer, people, story, past } = parts;
  const { definition, state, policy } = request;
  const { action } = definition;
  const face = faceOf(request);
  return {
    request_id: request.id,
    code: definition.code,
    version: request.version,
    shown_digest: faceDigest(face),
    ...offersOf(request, viewer),
    needs: policy.assurance,
    confirm: confirmOf(request),
    face,
    request: answerView(request),
    arguments: action?.arguments ?? null,
    arguments_schema: action?.argumentsSchema ?? null,
    canonical: action ? canonical({ name: action.name, arguments: action.arguments }) : null,
    suggestions: [...(face.suggestions ?? [])],
    reason: state.status === "canceled" ? (state.reason ?? null) : null,
    created_at: timeText(request.createdAt),
    expires_at: timeText(request.expiresAt),
    ended_at: state.status === "pending" ? null : timeText(state.at),
    now: timeText(story.now),
    responders: respondersOf(request, viewer, people),
    votes: votesOf(request),
    note_until: noteUntil(request, viewer, story.now),
    past: past
      ? {
          days: PAST_DAYS,
          approved: past.approved,
          rejected: past.rejected,
          other: past.other,
          last_at: past.lastAt === undefined ? null : timeText(past.lastAt),
        }
      : null,
    timeline: timelineOf(request, story, people),
  };
}

/** Who is asked, as far as they are still linked, and who has answered. */
function respondersOf(
  { policy, votes }: HumanRequest,
  { responderId }: Viewer,
  people: readonly Responder[],
): InboxCard["responders"] {
  const seated = new Set(policy.seats.flatMap((seat) => (seat.kind === "responder" ? [seat.id] : [])));
  const asked = people.filter(({ id }) => seated.has(id));
  const others = votes
    .filter(({ by }) => asked.every(({ id }) => id !== by))
    .map(({ by, byName }) => ({ id: by, name: byName }));
  return [...asked, ...others].map(({ id, name }) => {
    const vote = votes.find(({ by }) => by === id);
    return {
      // An answer keeps the name under which it was given.
      name: vote?.byName ?? name,
      you: id === responderId,
      voted: vote?.answer.outcome ?? null,
      voted_at: vote ? timeText(vote.at) : null,
    };
  });
}

/** As the rule has it: by who said no without saying why, once, for a while. */
function noteUntil({ state, votes, notes }: HumanRequest, { responderId }: Viewer, now: Millis): string | null {
  if (state.status !== "completed" || state.decision.answer.outcome !== "reject" || notes.length > 0) return null;
  const decider = votes.findLast(({ answer }) => answer.outcome === "reject");
  const hasReason = state.decision.answer.reason !== undefined;
  const until = state.at + NOTE_WINDOW;
  return decider?.by === responderId && !hasReason && now <= until ? timeText(until) : null;
}
