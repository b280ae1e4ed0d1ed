import { useSingleKeys } from "../keys/shortcuts.ts";
import { useTexts } from "../texts.tsx";
import { Key } from "../ui/key.tsx";

/** The keys that are worth knowing, below the list. */
export function KeyHints({ onHelp }: { readonly onHelp: () => void }) {
  const { list, answer } = useTexts();
  if (!useSingleKeys()) return null;
  return (
    <section
      aria-label={answer.keys.title}
      className="flex shrink-0 items-center gap-3 border-t border-line px-4 py-2 text-[12px] text-ink3 max-md:hidden"
    >
      <span>
        <Key>j</Key> <Key>k</Key> {list.keys.move}
      </span>
      <span>
        <Key>a</Key> {list.keys.approve}
      </span>
      <span>
        <Key>d</Key> {list.keys.reject}
      </span>
      <button
        type="button"
        aria-label={answer.keys.help}
        aria-keyshortcuts="?"
        className="ml-auto grid size-6 place-items-center rounded hover:bg-hover"
        onClick={onHelp}
      >
        <Key>?</Key>
      </button>
    </section>
  );
}
