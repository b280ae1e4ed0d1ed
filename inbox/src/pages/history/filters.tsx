import { useTexts } from "../../texts.tsx";
import { classes } from "../../ui/classes.ts";
import { useSessions } from "../agents/use-sessions.ts";
import { FILTERS, type HistoryFilter } from "./filter.ts";

/** Which of what has ended is listed. */
export function HistoryFilters({
  filter,
  onNarrow,
}: {
  readonly filter: HistoryFilter;
  readonly onNarrow: (name: keyof HistoryFilter, value: string | undefined) => void;
}) {
  const { history, words } = useTexts();
  const { data: sessions = [] } = useSessions();
  const agents = new Set([...sessions.map(({ client_id: client }) => client), filter.client_id ?? ""]);
  agents.delete("");
  return (
    <div className="grid grid-cols-2 gap-2 md:flex md:flex-wrap">
      <Narrow
        label={history.status}
        any={history.ended}
        value={filter.status}
        options={FILTERS.status.map((each) => [each, each === "all" ? history.all : words.status[each]])}
        onChoose={(status) => onNarrow("status", status)}
      />
      <Narrow
        label={history.outcome}
        any={history.any}
        value={filter.outcome}
        options={FILTERS.outcome.map((each) => [each, words.outcome[each]])}
        onChoose={(outcome) => onNarrow("outcome", outcome)}
      />
      {agents.size > 0 && (
        <Narrow
          label={history.agent}
          any={history.anyAgent}
          value={filter.client_id}
          options={[...agents].map((each) => [each, each])}
          onChoose={(client) => onNarrow("client_id", client)}
        />
      )}
      <Narrow
        label={history.risk}
        any={history.anyRisk}
        value={filter.risk}
        options={FILTERS.risk.map((each) => [each, words.risk[each]])}
        onChoose={(risk) => onNarrow("risk", risk)}
      />
    </div>
  );
}

function Narrow({
  label,
  any,
  value,
  options,
  onChoose,
}: {
  readonly label: string;
  readonly any: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string | undefined) => void;
}) {
  return (
    <select
      aria-label={label}
      value={value ?? ""}
      onChange={({ target }) => onChoose(target.value || undefined)}
      className={classes(
        "h-10 max-w-full min-w-0 cursor-pointer md:max-w-64 rounded-full border px-2.5 text-[16px] font-medium md:h-8 md:text-[13px]",
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
