import type { TimelineEntry } from "@loopgate/contract";

const kinds: Record<TimelineEntry["kind"], string> = {
  created: "Asked",
  shown: "Shown",
  not_shown: "Could not be shown",
  seen: "Seen",
  voted: "Answered",
  refused: "An answer was refused",
  decided: "Decided",
  noted: "A reason was added",
  timeout: "Timed out",
  canceled: "Canceled",
  fetched: "Fetched by the agent",
  called_back: "Sent to the callback",
  call_back_failed: "The callback failed",
};

/** The story of one request. */
export const timeline = { title: "Timeline", kinds };
