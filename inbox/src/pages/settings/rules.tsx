import type { Assurance, Risk, TenantSettings } from "@loopgate/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { isAdmin } from "../parts/roles.ts";
import { SelectField } from "../parts/field.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Refused } from "../parts/refused.tsx";
import { Section } from "../parts/section.tsx";
import { ActionRisks } from "./action-risks.tsx";
import { RISKS } from "./risks.ts";

const ASSURANCES: readonly Assurance[] = ["same_user", "chat", "session", "passkey"];
const key = ["tenant settings"];

/** What the tenant demands of every request. */
export function Rules() {
  const { settings } = useTexts();
  const admin = isAdmin(useSignedIn());
  const rules = useQuery({ queryKey: key, queryFn: () => api.get<TenantSettings>("/api/tenant/settings") });
  return (
    <Section title={settings.rules} explain={admin ? settings.rulesExplain : settings.rulesReadOnly}>
      <Loaded of={rules}>{(saved) => <RulesForm key={JSON.stringify(saved)} saved={saved} admin={admin} />}</Loaded>
    </Section>
  );
}

function RulesForm({ saved, admin }: { readonly saved: TenantSettings; readonly admin: boolean }) {
  const { pages, settings } = useTexts();
  const [rules, setRules] = useState(saved);
  const isChanged = JSON.stringify(rules) !== JSON.stringify(saved);
  const saving = useMutation({
    mutationFn: () => api.post<TenantSettings>("/api/tenant/settings", rules),
    onSuccess: (answer) => queries.setQueryData(key, answer),
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <fieldset disabled={!admin} className="panel divide-y divide-line">
        <legend className="sr-only">{settings.rules}</legend>
        <div className="px-4 py-4">
          <SelectField
            label={settings.defaultRisk}
            hint={settings.defaultRiskHint}
            className="max-w-[360px]"
            value={rules.default_risk ?? ""}
            onChange={(event) => setRules({ ...rules, default_risk: (event.target.value || null) as Risk | null })}
          >
            <option value="">{settings.serverDefault}</option>
            {RISKS.map((risk) => (
              <option key={risk} value={risk}>
                {pages.risks[risk]}
              </option>
            ))}
          </SelectField>
        </div>
        <ActionRisks risks={rules.risk_by_action} onChange={(risks) => setRules({ ...rules, risk_by_action: risks })} />
        <Assurances of={rules.assurance} onChange={(assurance) => setRules({ ...rules, assurance })} />
      </fieldset>
      {admin && (
        <div className="mt-3 flex flex-wrap items-center justify-end gap-3">
          <div className="min-w-0 flex-1">
            <Refused error={saving.error} />
            <output className="block text-[13px] text-ink3">
              {isChanged ? settings.unsaved : saving.isSuccess && pages.saved}
            </output>
          </div>
          {isChanged && <Button onClick={() => setRules(saved)}>{settings.discard}</Button>}
          <Button type="submit" look="go" disabled={!isChanged || saving.isPending}>
            {pages.save}
          </Button>
        </div>
      )}
    </form>
  );
}

function Assurances({
  of,
  onChange,
}: {
  readonly of: TenantSettings["assurance"];
  readonly onChange: (assurance: TenantSettings["assurance"]) => void;
}) {
  const { pages, settings } = useTexts();
  const choose = (risk: Risk, chosen: string) => {
    const { [risk]: _, ...others } = of;
    onChange(chosen === "" ? others : { ...others, [risk]: chosen as Assurance });
  };
  return (
    <div className="px-4 py-4">
      <p className="text-[13px] font-medium">{settings.assurance}</p>
      <p className="text-[13px] text-ink3">{settings.assuranceExplain}</p>
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        {RISKS.map((risk) => (
          <SelectField
            key={risk}
            label={pages.risks[risk]}
            value={of[risk] ?? ""}
            onChange={(event) => choose(risk, event.target.value)}
          >
            <option value="">{settings.assuranceRules[risk === "critical" ? "critical" : "usual"]}</option>
            {ASSURANCES.map((assurance) => (
              <option key={assurance} value={assurance}>
                {pages.assurances[assurance]}
              </option>
            ))}
          </SelectField>
        ))}
      </div>
    </div>
  );
}
