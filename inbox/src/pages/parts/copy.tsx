import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { after } from "../../world/clock.ts";
import { copyText } from "../../world/clipboard.ts";

const SHOWN_MS = 2000;

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { pages } = useTexts();
  const [state, setState] = useState<"copied" | "failed">();
  useEffect(() => (state === "copied" ? after(SHOWN_MS, () => setState(undefined)) : undefined), [state]);
  const copy = async () => setState((await copyText(text)) ? "copied" : "failed");
  return (
    <>
      <Button onClick={() => void copy()}>
        {state === "copied" ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
        {state === "copied" ? pages.copied : (label ?? pages.copy)}
      </Button>
      <span role="status" className={state === "failed" ? "text-[13px] text-bad-text" : "sr-only"}>
        {state === "copied" && pages.copied}
        {state === "failed" && pages.copyFailed}
      </span>
    </>
  );
}

/** A text to copy, whole: it scrolls to the side, and a click selects it. */
export function CopyBlock({ text, label }: { readonly text: string; readonly label: string }) {
  const block = useRef<HTMLPreElement>(null);
  return (
    <div className="rounded-[10px] border border-line bg-sunk">
      <pre
        ref={block}
        // A region that scrolls is reached by the keyboard too.
        tabIndex={0}
        role="region"
        aria-label={label}
        className="overflow-x-auto px-3.5 py-3 text-[12.5px] leading-[1.55] select-all"
      >
        <code>{text}</code>
      </pre>
      <div className="flex items-center justify-end gap-3 border-t border-line px-2 py-1.5">
        <CopyButton text={text} />
      </div>
    </div>
  );
}
