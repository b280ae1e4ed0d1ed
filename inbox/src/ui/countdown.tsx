import { useTexts } from "../texts.tsx";
import { useServerTime } from "../world/server-time.ts";
import { classes } from "./classes.ts";
import { durationText, timeLeft } from "./durations.ts";
import { Ring } from "./ring.tsx";

type CountdownProps = { readonly from: string; readonly until: string; readonly size?: number };

/** The time that is left, by the server's clock. */
export function Countdown({ from, until, size = 13 }: CountdownProps) {
  const { time } = useTexts();
  const { left, fraction, urgency } = timeLeft({ from, until, now: useServerTime() });
  const tone = urgency === "now" ? "text-bad-text" : urgency === "soon" ? "text-warn-text" : "text-ink3";
  const text = left > 0 ? durationText(left, time) : time.over;
  return (
    <span className={classes("inline-flex items-center gap-1.5 tabular-nums", tone)}>
      {left > 0 && left < SHOWN_AS_RING_MS && <Ring left={fraction} size={size} />}
      <span aria-hidden>{text}</span>
      <span className="sr-only">{left > 0 ? time.left(text) : text}</span>
    </span>
  );
}

const SHOWN_AS_RING_MS = 3_600_000;
