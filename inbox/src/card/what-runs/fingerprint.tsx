import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTexts } from "../../texts.tsx";
import { after } from "../../world/clock.ts";

/** The first 64 bits of a digest in four groups; the whole goes to the clipboard with what it covers. */
export function Fingerprint({
  digest,
  isOwn,
  covers,
}: {
  readonly digest: string;
  readonly isOwn: boolean;
  readonly covers: string;
}) {
  const { card } = useTexts();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => (isCopied ? after(1_500, () => setCopied(false)) : undefined), [isCopied]);
  const copy = async () => {
    await navigator.clipboard.writeText(`${digest}\n${covers}`);
    setCopied(true);
  };
  return (
    <div className="flex flex-wrap items-center gap-x-2 border-t border-line bg-sunk px-4 py-2 text-[12px] text-ink3">
      <span title={card.fingerprintHint}>
        {isOwn ? card.fingerprintOfYours : card.fingerprint}{" "}
        <code data-fingerprint className="text-ink2">
          {(digest.slice(0, 16).match(/.{4}/g) ?? []).join(" ")}
        </code>
      </span>
      {"clipboard" in navigator && (
        <button
          type="button"
          className="ml-auto inline-flex min-h-6 items-center gap-1 rounded px-1 hover:text-ink"
          onClick={() => void copy().catch(() => undefined)}
        >
          {isCopied ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
          {isCopied ? card.copied : card.copy}
        </button>
      )}
    </div>
  );
}
