import type { InboxQuery } from "@loopgate/contract";
import { useTexts } from "../texts.tsx";
import { classes } from "../ui/classes.ts";

export type Filter = Pick<InboxQuery, "risk" | "request_type" | "search">;

const RISKS = ["low", "medium", "high", "critical"] as const;
const TYPES = ["confirmation", "choice", "input", "form"] as const;

/** Which requests are listed, by risk and by kind. */
export function Filters({
  filter,
  onChange,
}: {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}) {
  const { list, words } = useTexts();
  return (
    <div className="flex gap-2">
      <Pick
        label={list.risk}
        any={list.anyRisk}
        options={RISKS.map((risk) => [risk, words.risk[risk]])}
        value={filter.risk}
        onPick={(risk) => onChange({ ...filter, risk })}
      />
      <Pick
        label={list.type}
        any={list.anyType}
        options={TYPES.map((type) => [type, words.type[type]])}
        value={filter.request_type}
        onPick={(type) => onChange({ ...filter, request_type: type })}
      />
    </div>
  );
}

function Pick<T extends string>({
  label,
  any,
  options,
  value,
  onPick,
}: {
  readonly label: string;
  readonly any: string;
  readonly options: readonly (readonly [T, string])[];
  readonly value: T | undefined;
  readonly onPick: (value: T | undefined) => void;
}) {
  return (
    <select
      aria-label={label}
      value={value ?? ""}
      onChange={({ target }) => onPick(target.value === "" ? undefined : (target.value as T))}
      className={classes(
        "h-8 max-w-[48%] cursor-pointer rounded-full border px-2.5 text-[13px] font-medium max-md:h-10",
        value === undefined ? "border-line2 bg-transparent text-ink2" : "border-ink bg-ink text-bg",
      )}
    >
      <option value="" className="bg-panel text-ink">
        {any}
      </option>
      {options.map(([name, text]) => (
        <option key={name} value={name} className="bg-panel text-ink">
          {text}
        </option>
      ))}
    </select>
  );
}
