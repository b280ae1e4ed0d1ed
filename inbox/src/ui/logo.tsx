export function Logo({ size = 26 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" className="fill-go" />
      <g fill="none" className="stroke-go-ink" strokeWidth="2.7" strokeLinecap="round">
        <path d="M21.6 10.2A8.2 8.2 0 1 0 24.2 16" />
        <path d="M15.8 16h8.4" />
      </g>
    </svg>
  );
}
