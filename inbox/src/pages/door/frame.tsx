import { useEffect, type ReactNode } from "react";
import { Logo } from "../../ui/logo.tsx";
import { useFirstFocus } from "../parts/use-first-focus.ts";

/** A page of its own in front of all others: one form, and what stands below it. */
export function Frame({
  title,
  explain,
  below,
  children,
}: {
  readonly title: string;
  readonly explain: string;
  readonly below?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => void (document.title = title), [title]);
  const panel = useFirstFocus<HTMLDivElement>();
  return (
    <main className="scroll-y grid h-dvh place-items-center px-4 py-8">
      <div className="w-full max-w-[420px]">
        <Logo size={44} />
        <h1 className="mt-5 text-[24px] font-semibold tracking-[-.02em]">{title}</h1>
        <p className="mt-1 text-[15px] text-ink2">{explain}</p>
        <div ref={panel} className="panel mt-6 p-5">
          {children}
        </div>
        {below && <div className="mt-4 space-y-1.5 text-center text-[13px] text-ink3">{below}</div>}
      </div>
    </main>
  );
}
