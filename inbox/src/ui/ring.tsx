const RADIUS = 6.2;
const AROUND = 2 * Math.PI * RADIUS;

/** How much is left, from 0 to 1, as an arc. */
export function Ring({ left, size }: { readonly left: number; readonly size: number }) {
  const circle = { cx: 8, cy: 8, r: RADIUS, fill: "none", stroke: "currentColor", strokeWidth: 2.4 };
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden className="shrink-0 -rotate-90">
      <circle {...circle} strokeOpacity=".25" />
      <circle
        {...circle}
        strokeLinecap="round"
        strokeDasharray={AROUND}
        strokeDashoffset={AROUND * (1 - Math.min(1, Math.max(0, left)))}
      />
    </svg>
  );
}
