import { Search, X } from "lucide-react";
import { useEffect, useRef, useState, type RefObject } from "react";
import { useTexts } from "../texts.tsx";
import { Key } from "../ui/key.tsx";
import { after } from "../world/clock.ts";

const PAUSE_MS = 200;

/** Searches once a person pauses. */
export function SearchBox({
  box,
  search,
  onSearch,
}: {
  readonly box: RefObject<HTMLInputElement | null>;
  readonly search: string;
  readonly onSearch: (search: string) => void;
}) {
  const { list } = useTexts();
  const [typed, setTyped] = useState(search);
  const [last, setLast] = useState(search);
  if (last !== search) {
    setLast(search);
    // Emptied from elsewhere; what a person is still typing stays.
    if (search === "") setTyped("");
  }
  const tell = useRef(onSearch);
  useEffect(() => void (tell.current = onSearch));
  useEffect(() => (typed === search ? undefined : after(PAUSE_MS, () => tell.current(typed))), [typed, search]);
  return (
    <search className="relative block">
      <Search size={15} aria-hidden className="absolute top-1/2 left-3 -translate-y-1/2 text-ink3" />
      <input
        ref={box}
        type="text"
        inputMode="search"
        maxLength={200}
        aria-label={list.search}
        aria-keyshortcuts="/"
        placeholder={list.search}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={({ key, currentTarget }) => key === "Escape" && currentTarget.blur()}
        className="h-9 w-full rounded-[9px] border border-line2 bg-panel pr-9 pl-9 text-[14px] placeholder:text-ink3 focus:outline-2 focus:outline-offset-0 focus:outline-go max-md:h-11 max-md:text-[16px]"
      />
      <span className="absolute top-1/2 right-2.5 -translate-y-1/2">
        {typed === "" ? (
          <Key>/</Key>
        ) : (
          <button
            type="button"
            aria-label={list.clearSearch}
            className="grid size-6 place-items-center rounded text-ink3 hover:bg-hover"
            onClick={() => {
              setTyped("");
              onSearch("");
            }}
          >
            <X size={15} aria-hidden />
          </button>
        )}
      </span>
    </search>
  );
}
