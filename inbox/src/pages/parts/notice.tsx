import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** What stands where a list would be. */
export function Notice({
  icon: Icon,
  title,
  action,
  children,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="panel grid justify-items-center gap-1 px-6 py-6 text-center">
      <Icon size={22} aria-hidden className="mb-1 text-ink3" />
      <p className="font-semibold">{title}</p>
      {children && <div className="max-w-[52ch] text-[13.5px] text-ink2">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
