import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { useTexts } from "../../texts.tsx";

/** A question in front of the page; Escape and the cross leave it, where it can be left. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose?: () => void;
  readonly children: ReactNode;
}) {
  const { pages } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      className="m-auto w-[min(480px,calc(100vw-24px))] rounded-[14px] border border-line bg-panel p-5 text-ink shadow-[0_20px_60px_rgb(0_0_0/.25)]"
    >
      <div className="mb-3 flex items-start justify-between gap-4">
        <h2 id={heading} className="text-[17px] font-semibold">
          {title}
        </h2>
        {onClose && (
          <button
            type="button"
            onClick={onClose}
            aria-label={pages.close}
            className="-m-2 grid size-10 place-items-center rounded-[9px] text-ink2 hover:bg-hover"
          >
            <X size={17} aria-hidden />
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}

/** What the buttons of a dialog stand in; the last is what it is for. */
export function Buttons({ children }: { readonly children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2 max-md:*:flex-1">{children}</div>;
}
