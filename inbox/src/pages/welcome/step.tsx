import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useTexts } from "../../texts.tsx";
import { Badge } from "../parts/badge.tsx";

/** One thing to do, and whether it is done. */
export function Step({
  title,
  explain,
  isDone = false,
  action,
  children,
}: {
  readonly title: string;
  readonly explain: string;
  readonly isDone?: boolean;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}) {
  const { welcome } = useTexts();
  return (
    <section className="panel px-4 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="flex flex-wrap items-center gap-2 text-[15px] font-semibold">
            {title}
            {isDone && (
              <Badge look="go">
                <Check size={13} aria-hidden className="mr-1" />
                {welcome.done}
              </Badge>
            )}
          </h2>
          <p className="text-[13.5px] text-ink2">{explain}</p>
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
