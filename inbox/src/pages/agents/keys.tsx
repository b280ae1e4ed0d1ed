import type { ApiKey, ApiKeyCreated } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { now } from "../../world/clock.ts";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { isAdmin } from "../parts/roles.ts";
import { Badge } from "../parts/badge.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";
import { Ago } from "../../ui/ago.tsx";
import { Moment } from "../parts/moment.tsx";
import { KeyMade, NewKey } from "./new-key.tsx";

const key = ["api keys"];
const readAgain = () => void queries.invalidateQueries({ queryKey: key });

/** The keys that agents bring. */
export function Keys({ onMade }: { readonly onMade: (made: ApiKeyCreated) => void }) {
  const { agents } = useTexts();
  const admin = isAdmin(useSignedIn());
  const [step, setStep] = useState<"new" | ApiKeyCreated>();
  const [revoked, revoke] = useState<ApiKey>();
  const keys = useQuery({ queryKey: key, queryFn: () => api.get<ApiKey[]>("/api/user/apikeys") });
  const made = (created: ApiKeyCreated) => {
    setStep(created);
    onMade(created);
    readAgain();
  };
  return (
    <Section
      title={agents.keys}
      explain={admin ? agents.keysExplain : agents.keysOwn}
      action={
        admin && (
          <Button look="go" onClick={() => setStep("new")}>
            <Plus size={16} aria-hidden />
            {agents.newKey}
          </Button>
        )
      }
    >
      <Loaded of={keys} rows={2}>
        {(list) =>
          list.length === 0 ? (
            <Notice icon={KeyRound} title={agents.noKeys} />
          ) : (
            <Rows>
              {list.map((each) => (
                <KeyRow key={each.id} of={each} onRevoke={() => revoke(each)} />
              ))}
            </Rows>
          )
        }
      </Loaded>
      {step === "new" && <NewKey onMade={made} onClose={() => setStep(undefined)} />}
      {typeof step === "object" && <KeyMade of={step} onClose={() => setStep(undefined)} />}
      {revoked && (
        <Confirm
          title={agents.revokeKey(revoked.label ?? agents.noLabel)}
          explain={agents.revokeKeyExplain}
          submit={agents.revoke}
          run={() => api.delete(`/api/user/apikeys/${revoked.id}`)}
          onDone={() => {
            revoke(undefined);
            readAgain();
          }}
          onClose={() => revoke(undefined)}
        />
      )}
    </Section>
  );
}

function KeyRow({ of, onRevoke }: { readonly of: ApiKey; readonly onRevoke: () => void }) {
  const { agents } = useTexts();
  const { label, scopes, client_id: client, expires_at: expires, created_at: made, last_used_at: used } = of;
  const isExpired = expires !== null && Date.parse(expires) <= now();
  return (
    <Row action={of.is_active && <Button onClick={onRevoke}>{agents.revoke}</Button>}>
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <span className={label === null ? "text-ink3" : undefined}>{label ?? agents.noLabel}</span>
        {!of.is_active && <Badge look="bad">{isExpired ? agents.expired : agents.revoked}</Badge>}
        {scopes.length < 3 && scopes.map((scope) => <Badge key={scope}>{agents.scopes[scope]}</Badge>)}
      </p>
      <p className="text-[13px] text-ink3">
        {agents.made} <Ago at={made} />
        {" · "}
        {used === null ? (
          agents.neverUsed
        ) : (
          <>
            {agents.lastUsed} <Ago at={used} />
          </>
        )}
        {expires !== null && !isExpired && (
          <>
            {" · "}
            {agents.until} <Moment at={expires} />
          </>
        )}
        {client !== null && (
          <>
            {" · "}
            {agents.onlyFor} <code className="text-[12.5px]">{client}</code>
          </>
        )}
      </p>
    </Row>
  );
}
