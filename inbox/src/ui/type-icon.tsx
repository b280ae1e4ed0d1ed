import type { RequestType } from "@loopgate/contract";
import { ClipboardList, ListChecks, MessageSquare, ShieldCheck, type LucideIcon } from "lucide-react";

const ICONS: Readonly<Record<RequestType, LucideIcon>> = {
  confirmation: ShieldCheck,
  choice: ListChecks,
  input: MessageSquare,
  form: ClipboardList,
};

export function TypeIcon({ type, size }: { readonly type: RequestType; readonly size: number }) {
  const Icon = ICONS[type];
  return <Icon size={size} aria-hidden className="shrink-0" />;
}
