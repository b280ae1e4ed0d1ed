import { useEffect, useRef, type ReactNode } from "react";
import { classes } from "./classes.ts";

/**
 * The browser's own dialog: it holds the focus, Escape closes it, and the focus goes back to where it was. What has
 * `data-autofocus` gets it first.
 */
export function Dialog({
  label,
  onClose,
  className,
  children,
}: {
  readonly label: string;
  readonly onClose: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    element?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={classes(
        "m-auto max-h-[86dvh] w-[min(520px,calc(100vw-24px))] overflow-y-auto rounded-2xl border border-line bg-panel p-5 text-ink shadow-2xl",
        className,
      )}
    >
      {children}
    </dialog>
  );
}
