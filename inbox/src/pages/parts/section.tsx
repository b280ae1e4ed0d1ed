import { useId, type ReactNode } from "react";

/** One subject of a page. */
export function Section({
  title,
  explain,
  action,
  id,
  children,
}: {
  readonly title: string;
  readonly explain?: ReactNode;
  /** Stands beside the title. */
  readonly action?: ReactNode;
  /** Its place in the address. */
  readonly id?: string;
  readonly children: ReactNode;
}) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} id={id} className="scroll-mt-6">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id={heading} className="text-[15.5px] font-semibold">
            {title}
          </h2>
          {explain && <p className="max-w-[68ch] text-[13.5px] text-ink2">{explain}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** A list whose rows are divided by hairlines. */
export function Rows({ children }: { readonly children: ReactNode }) {
  return <ul className="panel divide-y divide-line">{children}</ul>;
}

/** What a row is about on the left, what can be done with it on the right. */
export function Row({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-52">{children}</div>
      {action && <div className="flex shrink-0 items-center gap-2">{action}</div>}
    </li>
  );
}
