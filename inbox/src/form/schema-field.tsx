import type { Json } from "@loopgate/contract";
import { visible } from "@loopgate/contract/visible";
import { useTexts } from "../texts.tsx";
import { ChoiceField } from "./choice-field.tsx";
import { FieldFrame } from "./field-frame.tsx";
import type { SchemaFieldProps } from "./field-props.ts";
import { JsonField } from "./json-field.tsx";
import { LineField } from "./line-field.tsx";
import { ListField } from "./list-field.tsx";
import { NumberField } from "./number-field.tsx";
import { fieldKindOf, object, resolved, withMember } from "./schema.ts";

/** One field of a schema of Loopgate's subset, drawn by the page itself. */
export function SchemaField(props: SchemaFieldProps) {
  const schema = resolved(props.root, props.schema);
  const title = typeof schema["title"] === "string" && schema["title"] !== "" ? schema["title"] : props.name;
  const label = visible(title).text;
  const given = { ...props, schema };
  switch (fieldKindOf(schema)) {
    case "object":
      return <ObjectField {...given} label={label} />;
    case "list":
      return <ListField {...given} label={label} field={SchemaField} />;
    case "choice":
      return <ChoiceField {...given} label={label} />;
    case "yes-no":
      return <YesNoField {...given} label={label} />;
    case "number":
      return <NumberField {...given} label={label} />;
    case "line":
    case "lines":
      return <LineField {...given} label={label} />;
    case "json":
      return (
        <FieldFrame {...given} label={label}>
          {() => <JsonField label={label} value={props.value} onChange={props.onChange} />}
        </FieldFrame>
      );
  }
}

function ObjectField({
  root,
  schema,
  path,
  value,
  errors,
  onChange,
  label,
}: SchemaFieldProps & { readonly label: string }) {
  const required = Array.isArray(schema["required"]) ? (schema["required"] as readonly Json[]) : [];
  return (
    <fieldset className={path === "" ? "space-y-4" : "space-y-4 rounded-[10px] border border-line p-3.5"}>
      <legend className={path === "" ? "sr-only" : "px-1 text-[13px] font-semibold"}>{label}</legend>
      {Object.entries(object(schema["properties"])).map(([name, member]) => (
        <SchemaField
          key={name}
          root={root}
          schema={object(member)}
          name={name}
          path={`${path}.${name}`}
          required={required.includes(name)}
          value={object(value)[name]}
          errors={errors}
          onChange={(next) => onChange(withMember(object(value), name, next))}
        />
      ))}
    </fieldset>
  );
}

/** Three ways where it may be left out: yes, no, and neither. */
function YesNoField({ required, value, onChange, label, ...rest }: SchemaFieldProps & { readonly label: string }) {
  const { field } = useTexts();
  const schema = {
    oneOf: [
      { const: true, title: field.yes },
      { const: false, title: field.no },
    ],
    ...(typeof rest.schema["description"] === "string" && { description: rest.schema["description"] }),
  };
  return <ChoiceField {...rest} schema={schema} required={required} value={value} onChange={onChange} label={label} />;
}
