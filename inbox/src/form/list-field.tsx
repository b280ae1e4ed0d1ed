import type { Json } from "@loopgate/contract";
import { Plus, X } from "lucide-react";
import { useState, type ComponentType } from "react";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { FieldFrame } from "./field-frame.tsx";
import type { SchemaFieldProps } from "./field-props.ts";
import { object, resolved, startOf } from "./schema.ts";

/** Several of the same; what each is, the schema of the items says. */
export function ListField({
  field: Field,
  ...props
}: SchemaFieldProps & {
  readonly label: string;
  /** What draws an item; handed in, since an item may hold a list. */
  readonly field: ComponentType<SchemaFieldProps>;
}) {
  const { root, schema, path, value, errors, onChange, label } = props;
  const { field } = useTexts();
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  const item = object(schema["items"]);
  const most = typeof schema["maxItems"] === "number" ? schema["maxItems"] : Infinity;
  // A field keeps what was typed into it, so an item needs a name that goes along when one before it is removed.
  const [names, setNames] = useState<readonly number[]>([]);
  const nameAt = (at: number) => names[at] ?? -1 - at;
  const change = (next: readonly Json[]) => onChange(next.length === 0 && !props.required ? undefined : next);
  return (
    <FieldFrame {...props} group>
      {() => (
        <div className="space-y-2">
          {items.map((member, at) => (
            <div key={nameAt(at)} className="flex items-start gap-2">
              <div className="min-w-0 flex-1">
                <Field
                  root={root}
                  schema={item}
                  name={field.item(label, at + 1)}
                  path={`${path}[${at}]`}
                  required
                  value={member}
                  errors={errors}
                  onChange={(next) => change(items.with(at, next ?? emptyOf(resolved(root, item))))}
                />
              </div>
              <button
                type="button"
                aria-label={field.remove(field.item(label, at + 1))}
                onClick={() => {
                  setNames(items.map((_, each) => nameAt(each)).toSpliced(at, 1));
                  change(items.toSpliced(at, 1));
                }}
                className="mt-6 grid size-9 place-items-center rounded-lg text-ink3 hover:bg-hover"
              >
                <X size={15} aria-hidden />
              </button>
            </div>
          ))}
          {items.length < most && (
            <Button
              className="h-8! border-dashed text-[13px]!"
              onClick={() => {
                const taken = items.map((_, each) => nameAt(each));
                setNames([...taken, Math.max(0, ...taken) + 1]);
                change([...items, startOf(root, item) ?? emptyOf(resolved(root, item))]);
              }}
            >
              <Plus size={14} aria-hidden />
              {field.add(label)}
            </Button>
          )}
        </div>
      )}
    </FieldFrame>
  );
}

/** A list has no holes: an item that nobody has filled in yet is an empty one of its kind. */
function emptyOf({ type }: { readonly type?: unknown }): Json {
  if (type === "object") return {};
  if (type === "array") return [];
  return type === "string" ? "" : null;
}
