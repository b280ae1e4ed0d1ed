import { useMutation } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { browserPublicKey, hasBrowserKeys } from "../../world/browser-key.ts";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { signOut, switchTenant } from "../../world/sign-in.ts";
import { FreshUse } from "../fresh/fresh-use.tsx";
import { SelectField } from "../parts/field.tsx";
import { Refused } from "../parts/refused.tsx";
import { Section } from "../parts/section.tsx";
import { ChangePassword } from "./change-password.tsx";

/** Who is signed in, where, and how sure the gate is of it. */
export function Account() {
  const { pages, settings } = useTexts();
  const { username, tenant } = useSignedIn();
  const leaving = useMutation({ mutationFn: signOut });
  return (
    <Section
      title={settings.account}
      explain={settings.signedInAs(username, pages.roles[tenant.role])}
      action={
        <Button disabled={leaving.isPending} onClick={() => leaving.mutate()}>
          <LogOut size={15} aria-hidden />
          {settings.signOut}
        </Button>
      }
    >
      <Refused error={leaving.error} />
      <div className="panel divide-y divide-line">
        <TenantSwitch />
        <ChangePassword />
        <BrowserKey />
      </div>
    </Section>
  );
}

function TenantSwitch() {
  const { pages, settings } = useTexts();
  const { tenant, tenants } = useSignedIn();
  if (tenants.length < 2) return null;
  return (
    <div className="px-4 py-3.5">
      <SelectField
        label={settings.tenant}
        hint={settings.tenantHint}
        className="max-w-[360px]"
        value={tenant.id}
        onChange={(event) => void switchTenant(event.target.value)}
      >
        {tenants.map(({ id, name, role }) => (
          <option key={id} value={id}>
            {name} ({pages.roles[role]})
          </option>
        ))}
      </SelectField>
    </div>
  );
}

/** Whether answers are signed by a key that only this browser has. */
function BrowserKey() {
  const { settings } = useTexts();
  const { browser_key: isBound } = useSignedIn();
  const [isBinding, setBinding] = useState(false);
  const mayBind = !isBound && hasBrowserKeys();
  const hint = isBound || mayBind ? "browserKeyUnbound" : "browserKeyImpossible";
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{settings.browserKey}</p>
        <p className="text-[13px] text-ink3">{settings[isBound ? "browserKeyBound" : hint]}</p>
      </div>
      {mayBind && <Button onClick={() => setBinding(true)}>{settings.browserKeyBind}</Button>}
      {isBinding && (
        <FreshUse
          title={settings.browserKeyBindTitle}
          explain={settings.browserKeyUnbound}
          submit={settings.browserKeyBind}
          run={async (proof) => api.post("/api/auth/browser-key", { browser_key: await browserPublicKey(), ...proof })}
          onDone={() => {
            setBinding(false);
            void queries.invalidateQueries();
          }}
          onClose={() => setBinding(false)}
        />
      )}
    </div>
  );
}
