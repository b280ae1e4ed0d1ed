import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useRefusal } from "./refusal.ts";

/** Why what was just tried did not work; nothing where nothing is wrong. */
export function Refused({ error }: { readonly error: unknown }) {
  const refusal = useRefusal();
  return <Alert>{error ? refusal(error) : undefined}</Alert>;
}

/** Read out as soon as it is there. */
export function Alert({ children }: { readonly children: ReactNode }) {
  if (!children) return null;
  return (
    <p
      role="alert"
      className="flex items-start gap-2 rounded-[9px] bg-bad-soft px-3 py-2 text-[13.5px] text-bad-text not-last:mb-3"
    >
      <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
