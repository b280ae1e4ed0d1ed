import { useEffect, useRef } from "react";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { boxClasses } from "../ui/text-field.tsx";

/** Saying no, with or without why. */
export function RejectSheet({
  agent,
  reason,
  isSending,
  onReason,
  onConfirm,
  onCancel,
}: {
  readonly agent: string;
  readonly reason: string;
  readonly isSending: boolean;
  readonly onReason: (reason: string) => void;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}) {
  const { answer } = useTexts();
  const { rejecting } = answer;
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <form
      aria-label={rejecting.confirm}
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm();
      }}
    >
      <label htmlFor="reason" className="mb-1.5 block text-[13px] font-medium text-ink2">
        {rejecting.title(agent)}
      </label>
      <textarea
        ref={box}
        id="reason"
        rows={2}
        maxLength={2000}
        value={reason}
        placeholder={rejecting.hint}
        onChange={({ target }) => onReason(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onCancel();
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (!event.repeat) onConfirm();
        }}
        className={`${boxClasses} resize-none`}
      />
      <div className="mt-2 flex flex-wrap gap-2">
        {rejecting.reasons.map((each) => (
          <button
            key={each}
            type="button"
            className="min-h-8 rounded-full border border-line2 px-3 text-[13px] hover:bg-hover"
            onClick={() => {
              onReason(each);
              box.current?.focus();
            }}
          >
            {each}
          </button>
        ))}
      </div>
      <div className="mt-3 flex justify-end gap-3">
        <Button look="quiet" onClick={onCancel} className="max-md:flex-1">
          {rejecting.cancel}
        </Button>
        <Button type="submit" look="bad solid" aria-disabled={isSending} className="max-md:flex-[2]">
          {rejecting.confirm}
        </Button>
      </div>
    </form>
  );
}
