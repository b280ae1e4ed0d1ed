import type { LinkedIdentities } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { Confirm } from "../parts/confirm.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";
import { Ago } from "../../ui/ago.tsx";
import { LinkTelegram } from "./link-telegram.tsx";

type Identity = LinkedIdentities["identities"][number];

/** The Telegram accounts of whoever is signed in. `linking`: begins to link one at once. */
export function OwnTelegram({ linking = false }: { readonly linking?: boolean }) {
  const { telegram: texts } = useTexts();
  const { telegram, tenant } = useSignedIn();
  const mayAnswer = tenant.role !== "viewer";
  const [isLinking, setLinking] = useState(linking && telegram !== null && mayAnswer);
  const [unlinked, unlink] = useState<Identity>();
  const identities = useQuery({
    queryKey: ["own telegram"],
    queryFn: () => api.get<LinkedIdentities>("/api/user/telegram"),
    enabled: telegram !== null,
  });
  const readAgain = () => {
    setLinking(false);
    unlink(undefined);
    void queries.invalidateQueries();
  };
  if (telegram === null)
    return (
      <Section title={texts.title}>
        <Notice icon={Send} title={texts.noBot}>
          {texts.noBotHint}
        </Notice>
      </Section>
    );
  const link = mayAnswer && (
    <Button look={telegram.linked ? "plain" : "go"} onClick={() => setLinking(true)}>
      <Send size={15} aria-hidden />
      {texts.link}
    </Button>
  );
  return (
    <Section title={texts.title} explain={texts.explain} action={telegram.linked && link}>
      <Loaded of={identities} rows={1}>
        {({ identities: list }) =>
          list.length === 0 ? (
            <Notice icon={Send} title={texts.none} action={link} />
          ) : (
            <Rows>
              {list.map((identity) => (
                <Row
                  key={identity.telegram_id}
                  action={<Button onClick={() => unlink(identity)}>{texts.unlink}</Button>}
                >
                  <p className="truncate font-medium">{identity.name ?? identity.telegram_id}</p>
                  <p className="text-[13px] text-ink3">
                    {identity.telegram_id} · {texts.linked} <Ago at={identity.linked_at} />
                  </p>
                </Row>
              ))}
            </Rows>
          )
        }
      </Loaded>
      {isLinking && <LinkTelegram kind="person" onClose={readAgain} />}
      {unlinked && (
        <Confirm
          title={texts.unlinkTitle(unlinked.name ?? unlinked.telegram_id)}
          explain={texts.unlinkExplain}
          submit={texts.unlink}
          run={() => api.delete(`/api/user/telegram/${unlinked.telegram_id}`)}
          onDone={readAgain}
          onClose={() => unlink(undefined)}
        />
      )}
    </Section>
  );
}
