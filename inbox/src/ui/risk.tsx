import type { Risk } from "@loopgate/contract";
import { TriangleAlert } from "lucide-react";
import { useTexts } from "../texts.tsx";
import { Chip } from "./chip.tsx";

const CHIPS: Readonly<Record<Risk, string>> = {
  low: "bg-go-soft text-go-text",
  medium: "bg-warn-soft text-warn-text",
  high: "bg-bad-soft text-bad-text",
  critical: "bg-bad text-bad-ink",
};
const DOTS: Readonly<Record<Risk, string>> = {
  low: "bg-go",
  medium: "bg-warn",
  high: "bg-bad",
  critical: "bg-bad ring-2 ring-bad/30",
};

export function RiskChip({ risk }: { readonly risk: Risk }) {
  const { words } = useTexts();
  return (
    <Chip className={CHIPS[risk]}>
      {risk === "critical" && <TriangleAlert size={12} aria-hidden />}
      {words.risk[risk]}
    </Chip>
  );
}

/** The risk as a dot; whoever places it says it in words, too. */
export function RiskDot({ risk }: { readonly risk: Risk }) {
  return (
    <span
      aria-hidden
      className={`absolute -right-0.5 -bottom-0.5 size-2.5 rounded-full border-2 border-bg ${DOTS[risk]}`}
    />
  );
}
