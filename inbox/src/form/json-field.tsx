import type { Json } from "@loopgate/contract";
import { useId, useState } from "react";
import { useTexts } from "../texts.tsx";
import { boxClasses } from "../ui/text-field.tsx";
import { useBroken } from "./broken.ts";

/** A value that has no field of its own, as JSON. What is no JSON yet changes nothing. */
export function JsonField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}) {
  const { field } = useTexts();
  const id = useId();
  const [typed, setTyped] = useState(value === undefined ? "" : JSON.stringify(value, null, 2));
  const [isWrong, setWrong] = useState(false);
  useBroken(isWrong);
  const change = (next: string) => {
    setTyped(next);
    const read = readJson(next);
    setWrong(read === undefined && next.trim() !== "");
    if (read !== undefined) onChange(read.value);
    else if (next.trim() === "") onChange(undefined);
  };
  return (
    <>
      <textarea
        aria-label={field.asJson(label)}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? id : undefined}
        rows={6}
        spellCheck={false}
        value={typed}
        onChange={({ target }) => change(target.value)}
        className={`${boxClasses} field-sizing-content max-h-96 font-mono text-[12.5px]!`}
      />
      {isWrong && (
        <p id={id} role="alert" className="mt-1 text-[12px] font-medium text-bad-text">
          {field.badJson}
        </p>
      )}
    </>
  );
}

function readJson(text: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}
