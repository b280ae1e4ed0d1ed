import type { ReactNode } from "react";

/** A screen with a heading, as wide as one can read. */
export function Page({
  title,
  explain,
  children,
}: {
  readonly title: string;
  readonly explain?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <main className="scroll-y h-full">
      <div className="mx-auto max-w-[860px] px-4 pt-6 pb-16 md:px-8 md:pt-9">
        <h1 className="text-[22px] font-semibold tracking-[-.015em]">{title}</h1>
        {explain && <p className="mt-1 max-w-[64ch] text-[14.5px] text-ink2">{explain}</p>}
        <div className="mt-6 space-y-9">{children}</div>
      </div>
    </main>
  );
}
