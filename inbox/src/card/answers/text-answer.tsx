import { visible } from "@loopgate/contract/visible";
import { useShortcuts } from "../../keys/shortcuts.ts";
import { useTexts } from "../../texts.tsx";
import { Key } from "../../ui/key.tsx";
import { boxClasses } from "../../ui/text-field.tsx";
import { ShownText } from "../../untrusted/shown-text.tsx";

/** An answer in words, with the agent's suggestions for it. A suggestion is written into the box, and sent by nobody but the person. */
export function TextAnswer({
  text,
  suggestions,
  onText,
  onSend,
}: {
  readonly text: string;
  readonly suggestions: readonly string[];
  readonly onText: (text: string) => void;
  readonly onSend: () => void;
}) {
  const { card } = useTexts();
  useShortcuts(
    Object.fromEntries(suggestions.slice(0, 9).map((suggestion, at) => [String(at + 1), () => onText(suggestion)])),
  );
  return (
    <div className="mt-5">
      <label htmlFor="answer" className="mb-1.5 block text-[13px] font-medium">
        {card.yourAnswer}
      </label>
      <textarea
        id="answer"
        rows={4}
        maxLength={16_000}
        aria-describedby="answer-note"
        value={text}
        onChange={({ target }) => onText(target.value)}
        onKeyDown={({ key, ctrlKey, metaKey, repeat }) =>
          key === "Enter" && (ctrlKey || metaKey) && !repeat && onSend()
        }
        className={`${boxClasses} field-sizing-content max-h-96 min-h-28 px-4! py-3! text-[15px]! leading-relaxed`}
      />
      <p id="answer-note" className="mt-1 text-[12px] text-ink3">
        <span className="max-md:hidden">{card.answerHint}</span> {card.noPasswords}
      </p>
      {suggestions.length > 0 && (
        <div role="group" aria-label={card.suggestions} className="mt-3 flex flex-wrap gap-2">
          {suggestions.map((suggestion, at) => (
            <button
              key={suggestion}
              type="button"
              onClick={() => onText(suggestion)}
              className="inline-flex min-h-8 items-center gap-2 rounded-full border border-line2 px-3 py-1.5 text-left text-[13px] hover:bg-hover"
            >
              {at < 9 && <Key>{at + 1}</Key>}
              <ShownText>{visible(suggestion).text}</ShownText>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
