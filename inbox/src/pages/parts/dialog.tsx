import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTexts } from "../../texts.tsx";
import { Dialog as Frame } from "../../ui/dialog.tsx";

/** A question in front of the page, with its title; Escape and the cross leave it. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { pages } = useTexts();
  return (
    <Frame label={title} onClose={onClose}>
      <div className="mb-3 flex items-start justify-between gap-4">
        <h2 className="text-[17px] font-semibold">{title}</h2>
        <button
          type="button"
          onClick={onClose}
          aria-label={pages.close}
          className="-m-2 grid size-10 shrink-0 place-items-center rounded-[9px] text-ink2 hover:bg-hover"
        >
          <X size={17} aria-hidden />
        </button>
      </div>
      {children}
    </Frame>
  );
}

/** What the buttons of a dialog stand in; the last is what it is for. */
export function Buttons({ children }: { readonly children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2 max-md:*:flex-1">{children}</div>;
}
