import { Link } from "wouter";
import { useTexts } from "../texts.tsx";
import { Button, buttonClasses } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";
import type { Filter } from "./filters.tsx";

/** Says why there is nothing. */
export function EmptyList({
  filter,
  onFilter,
}: {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}) {
  const { list } = useTexts();
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <div className="grid h-full place-content-center justify-items-center gap-1 p-6 text-center">
      <span className="mb-3 opacity-90">
        <Logo size={44} />
      </span>
      <h2 className="text-[16px] font-semibold">{isFiltered ? list.noMatch : list.empty}</h2>
      <p className="text-[14px] text-ink3">{isFiltered ? list.noMatchHint : list.emptyHint}</p>
      <div className="mt-3">
        {isFiltered ? (
          <Button onClick={() => onFilter({})}>{list.clearFilters}</Button>
        ) : (
          <Link href="/welcome" className={buttonClasses("plain")}>
            {list.firstSteps}
          </Link>
        )}
      </div>
    </div>
  );
}
