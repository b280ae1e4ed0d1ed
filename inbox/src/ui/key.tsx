import type { ReactNode } from "react";

/** A key of the keyboard, where there is one. */
export function Key({ children }: { readonly children: ReactNode }) {
  return (
    <kbd
      aria-hidden
      className="rounded-[5px] border border-current/35 px-[5px] py-[3px] text-[10.5px] leading-none font-medium max-md:hidden"
    >
      {children}
    </kbd>
  );
}
