import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { after } from "../../world/clock.ts";
import { copyText } from "../../world/clipboard.ts";

const SHOWN_MS = 2000;

/** Puts a text on the clipboard, and says so. */
function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
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
      <output className={state === "failed" ? "text-[13px] text-bad-text" : "sr-only"}>
        {state === "copied" && pages.copied}
        {state === "failed" && pages.copyFailed}
      </output>
    </>
  );
}

/** A text to copy, whole: it scrolls to the side, and is selected once it is gone into. */
export function CopyBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="rounded-[10px] border border-line bg-sunk">
      <textarea
        readOnly
        aria-label={label}
        wrap="off"
        rows={text.split("\n").length}
        value={text}
        onFocus={({ target }) => target.select()}
        className="block w-full resize-none overflow-x-auto rounded-t-[10px] bg-transparent px-3.5 py-3 font-mono text-[12.5px] [font-feature-settings:'zero','calt'_0] leading-[1.55]"
      />
      <div className="flex items-center justify-end gap-3 border-t border-line px-2 py-1.5">
        <CopyButton text={text} />
      </div>
    </div>
  );
}
