import { canonical } from "@loopgate/contract/canonical";
import { visible } from "@loopgate/contract/visible";
import { useTexts } from "../texts.tsx";
import { boxClasses } from "../ui/text-field.tsx";
import { ShownText } from "../untrusted/shown-text.tsx";
import { FieldFrame } from "./field-frame.tsx";
import type { SchemaFieldProps } from "./field-props.ts";
import { areFew, choicesOf } from "./schema.ts";

/** One of several values: few are seen at once, many are in a menu. */
export function ChoiceField({ schema, value, onChange, ...rest }: SchemaFieldProps & { readonly label: string }) {
  const { field } = useTexts();
  const choices = choicesOf(schema);
  const picked = value === undefined ? -1 : choices.findIndex((choice) => canonical(choice.value) === canonical(value));
  if (!areFew(choices))
    return (
      <FieldFrame {...rest} schema={schema}>
        {(parts) => (
          <select
            {...parts}
            value={picked < 0 ? "" : picked}
            onChange={({ target }) => onChange(target.value === "" ? undefined : choices[Number(target.value)]?.value)}
            className={boxClasses}
          >
            <option value="">{field.choose}</option>
            {choices.map(({ title }, at) => (
              <option key={at} value={at}>
                {visible(title).text}
              </option>
            ))}
          </select>
        )}
      </FieldFrame>
    );
  const shown = [...choices.map(({ title }) => visible(title).text), ...(rest.required ? [] : [field.leaveOut])];
  return (
    <FieldFrame {...rest} schema={schema} group>
      {({ id, "aria-invalid": isInvalid }) => (
        <div className={`flex flex-wrap rounded-[9px] border p-0.5 ${isInvalid ? "border-bad" : "border-field"}`}>
          {shown.map((title, at) => (
            <label
              key={at}
              className="flex min-h-8 flex-1 cursor-pointer items-center justify-center rounded-[7px] px-2 py-1.5 text-[13px] font-medium text-ink2 has-checked:bg-go-soft has-checked:text-go-text has-focus-visible:outline-2 has-focus-visible:outline-go"
            >
              <input
                type="radio"
                name={id}
                className="sr-only"
                checked={at < choices.length ? picked === at : picked < 0}
                onChange={() => onChange(choices[at]?.value)}
              />
              <ShownText>{title}</ShownText>
            </label>
          ))}
        </div>
      )}
    </FieldFrame>
  );
}
