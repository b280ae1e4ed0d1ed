import type { ApiKeyCreated, CreateApiKey, Scope } from "@loopgate/contract";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { now } from "../../world/clock.ts";
import { Check } from "../parts/choice.tsx";
import { CopyBlock } from "../parts/copy.tsx";
import { Buttons, Dialog } from "../parts/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { SelectField } from "../parts/field.tsx";
import { fieldError } from "../parts/refusal.ts";
import { Refused } from "../parts/refused.tsx";

const SCOPES: readonly Scope[] = ["requests:write", "requests:read", "callbacks"];
const DAY_MS = 86_400_000;
const EXPIRIES = { never: undefined, day: 1, month: 30, quarter: 90, year: 365 } as const;
type Expiry = keyof typeof EXPIRIES;

/** Makes an API key. */
export function NewKey({
  onMade,
  onClose,
}: {
  readonly onMade: (made: ApiKeyCreated) => void;
  readonly onClose: () => void;
}) {
  const { pages, agents } = useTexts();
  const [label, setLabel] = useState("");
  const [client, setClient] = useState("");
  const [expiry, setExpiry] = useState<Expiry>("never");
  const [scopes, setScopes] = useState(SCOPES);
  const making = useMutation({
    mutationFn: () => {
      const days = EXPIRIES[expiry];
      const body: CreateApiKey = {
        ...(label.trim() !== "" && { label: label.trim() }),
        ...(client.trim() !== "" && { client_id: client.trim() }),
        ...(days !== undefined && { expires_at: new Date(now() + days * DAY_MS).toISOString() }),
        scopes: [...scopes],
      };
      return api.post<ApiKeyCreated>("/api/user/apikeys", body);
    },
    onSuccess: onMade,
  });
  const make = (event: FormEvent) => {
    event.preventDefault();
    if (scopes.length > 0) making.mutate();
  };
  return (
    <Dialog title={agents.newKey} onClose={onClose}>
      <form noValidate onSubmit={make} className="space-y-4">
        <Refused error={making.error} />
        <TextField
          label={agents.keyLabel}
          hint={agents.keyLabelHint}
          wrong={fieldError(making.error, "label")}
          data-autofocus
          maxLength={200}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
        />
        <SelectField
          label={agents.keyExpiry}
          value={expiry}
          onChange={(event) => setExpiry(event.target.value as Expiry)}
        >
          {(Object.keys(EXPIRIES) as Expiry[]).map((each) => (
            <option key={each} value={each}>
              {agents.expiries[each]}
            </option>
          ))}
        </SelectField>
        <fieldset>
          <legend className="mb-1 text-[13px] font-medium">{agents.keyScopes}</legend>
          {SCOPES.map((scope) => (
            <Check
              key={scope}
              label={agents.scopes[scope]}
              checked={scopes.includes(scope)}
              onChange={(may) => setScopes(SCOPES.filter((each) => (each === scope ? may : scopes.includes(each))))}
            />
          ))}
          {scopes.length === 0 && (
            <p role="alert" className="mt-1 text-[13px] text-bad-text">
              {agents.keyScopesMissing}
            </p>
          )}
        </fieldset>
        <TextField
          label={agents.keyClient}
          hint={agents.keyClientHint}
          wrong={fieldError(making.error, "client_id")}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={200}
          value={client}
          onChange={(event) => setClient(event.target.value)}
        />
        <Buttons>
          <Button onClick={onClose}>{pages.cancel}</Button>
          <Button type="submit" look="go" disabled={making.isPending || scopes.length === 0}>
            {agents.makeKey}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  );
}

/** The key, which nobody is told again. */
export function KeyMade({ of, onClose }: { readonly of: ApiKeyCreated; readonly onClose: () => void }) {
  const { pages, agents } = useTexts();
  return (
    <Dialog title={agents.keyMade} onClose={onClose}>
      <p className="mb-3 text-[14px] text-ink2">{agents.keyMadeHint}</p>
      <CopyBlock text={of.raw_key} label={agents.keyLabelOf(of.label ?? agents.noLabel)} />
      <Buttons>
        <Button look="go" onClick={onClose}>
          {pages.close}
        </Button>
      </Buttons>
    </Dialog>
  );
}
