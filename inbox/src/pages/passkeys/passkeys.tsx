import type { Passkey, PasskeyList } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { Fingerprint, Plus } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { savePreference } from "../../world/preferences.ts";
import { queries } from "../../world/queries.ts";
import { FreshUse } from "../fresh/fresh-use.tsx";
import { Badge } from "../parts/badge.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";
import { Ago } from "../../ui/ago.tsx";
import { AddPasskey } from "./add-passkey.tsx";
import { usePasskeyBar } from "./bar.ts";

/** The passkeys of whoever is signed in. */
export const usePasskeys = () =>
  useQuery({ queryKey: ["passkeys"], queryFn: () => api.get<PasskeyList>("/api/user/passkeys") });

/** Where the account's passkeys are seen to. */
export function Passkeys() {
  const { pages, passkeys: texts } = useTexts();
  const [isAdding, setAdding] = useState(false);
  const [removed, remove] = useState<Passkey>();
  const passkeys = usePasskeys();
  const done = () => {
    setAdding(false);
    remove(undefined);
    void queries.invalidateQueries();
  };
  const bar = usePasskeyBar(passkeys.data);
  const add = bar === undefined && (
    <Button look={passkeys.data?.passkeys.length === 0 ? "go" : "plain"} onClick={() => setAdding(true)}>
      <Plus size={16} aria-hidden />
      {texts.add}
    </Button>
  );
  return (
    <Section title={texts.title} explain={texts.explain} action={(passkeys.data?.passkeys.length ?? 0) > 0 && add}>
      <Loaded of={passkeys} rows={1}>
        {({ passkeys: list, rp_id: here }) => (
          <>
            {list.length === 0 ? (
              <Notice icon={Fingerprint} title={bar ?? texts.none} action={add}>
                {bar === undefined ? texts.noneHint : texts.impossible}
              </Notice>
            ) : (
              <Rows>
                {list.map((passkey) => (
                  <PasskeyRow key={passkey.id} of={passkey} here={here} onRemove={() => remove(passkey)} />
                ))}
              </Rows>
            )}
            {list.length > 0 && bar !== undefined && <p className="mt-2 text-[13px] text-ink3">{bar}</p>}
          </>
        )}
      </Loaded>
      {isAdding && <AddPasskey onDone={done} onClose={() => setAdding(false)} />}
      {removed && (
        <FreshUse
          title={texts.removeTitle(removed.name)}
          explain={texts.removeExplain}
          submit={pages.remove}
          run={(proof) => api.delete(`/api/user/passkeys/${removed.id}`, proof)}
          onDone={() => {
            // The next sign-in begins with what there still is.
            if (passkeys.data?.passkeys.length === 1) savePreference("passkey", undefined);
            done();
          }}
          onClose={() => remove(undefined)}
        />
      )}
    </Section>
  );
}

function PasskeyRow({
  of: { name, rp_id: host, created_at: made, last_used_at: used },
  here,
  onRemove,
}: {
  readonly of: Passkey;
  readonly here: string | null;
  readonly onRemove: () => void;
}) {
  const { pages, passkeys } = useTexts();
  return (
    <Row action={<Button onClick={onRemove}>{pages.remove}</Button>}>
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {name}
        {host !== here && <Badge look="warn">{passkeys.otherHost(host)}</Badge>}
      </p>
      <p className="text-[13px] text-ink3">
        {passkeys.made} <Ago at={made} />
        {" · "}
        {used === null ? (
          passkeys.neverUsed
        ) : (
          <>
            {passkeys.lastUsed} <Ago at={used} />
          </>
        )}
      </p>
    </Row>
  );
}
