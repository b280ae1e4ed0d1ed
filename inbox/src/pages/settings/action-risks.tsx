import type { Risk } from "@loopgate/contract";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { boxClasses, TextField } from "../../ui/text-field.tsx";
import { SelectField } from "../parts/field.tsx";
import { RISKS } from "./risks.ts";

/** What the name of an action says about its risk. */
export function ActionRisks({
  risks,
  onChange,
}: {
  readonly risks: Readonly<Record<string, Risk>>;
  readonly onChange: (risks: Record<string, Risk>) => void;
}) {
  const { pages, settings } = useTexts();
  const names = Object.keys(risks);
  const remove = (name: string) => {
    const { [name]: _, ...others } = risks;
    onChange(others);
  };
  return (
    <div className="px-4 py-4">
      <p className="text-[13px] font-medium">{settings.byAction}</p>
      {names.length === 0 && <p className="mt-0.5 text-[13px] text-ink3">{settings.byActionNone}</p>}
      <ul className="mt-2 space-y-2">
        {names.map((name) => (
          <li key={name} className="flex items-center gap-2">
            <code className="min-w-0 flex-1 truncate text-[13px]">{name}</code>
            <select
              aria-label={settings.actionRiskOf(name)}
              value={risks[name]}
              onChange={(event) => onChange({ ...risks, [name]: event.target.value as Risk })}
              className={`${boxClasses} max-w-40`}
            >
              {RISKS.map((risk) => (
                <option key={risk} value={risk}>
                  {pages.risks[risk]}
                </option>
              ))}
            </select>
            <Button look="quiet" aria-label={settings.actionRemove(name)} onClick={() => remove(name)}>
              <X size={16} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      <AddRisk onAdd={(name, risk) => onChange({ ...risks, [name]: risk })} />
    </div>
  );
}

function AddRisk({ onAdd }: { readonly onAdd: (name: string, risk: Risk) => void }) {
  const { pages, settings } = useTexts();
  const [name, setName] = useState("");
  const [risk, setRisk] = useState<Risk>("high");
  const add = () => {
    if (name.trim() === "") return;
    onAdd(name.trim(), risk);
    setName("");
  };
  return (
    <div className="mt-3 flex flex-wrap items-start gap-2">
      <TextField
        label={settings.actionName}
        hint={settings.actionNameHint}
        className="min-w-0 flex-1 basis-52"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
      />
      <SelectField
        label={settings.actionRisk}
        className="w-40"
        value={risk}
        onChange={(event) => setRisk(event.target.value as Risk)}
      >
        {RISKS.map((each) => (
          <option key={each} value={each}>
            {pages.risks[each]}
          </option>
        ))}
      </SelectField>
      <Button className="mt-[26px] md:h-10" disabled={name.trim() === ""} onClick={add}>
        <Plus size={16} aria-hidden />
        {settings.actionAdd}
      </Button>
    </div>
  );
}
