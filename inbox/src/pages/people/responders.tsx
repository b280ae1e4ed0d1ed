import type { ResponderList } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useTexts } from "../../texts.tsx";
import { api } from "../../world/api.ts";
import { useSignedIn } from "../../requests/start.ts";
import { Badge } from "../parts/badge.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";

/** Who may answer here, by the names that a session gives. */
export const useResponders = () =>
  useQuery({ queryKey: ["responders"], queryFn: () => api.get<ResponderList>("/api/responders") });

export function Responders() {
  const { people, pages } = useTexts();
  const { user_id: me } = useSignedIn();
  const responders = useResponders();
  return (
    <Section title={people.responders} explain={people.respondersExplain}>
      <Loaded of={responders} rows={2}>
        {({ responders: list }) =>
          list.length === 0 ? (
            <Notice icon={Users} title={people.noResponders}>
              {people.noRespondersHint}
            </Notice>
          ) : (
            <Rows>
              {list.map(({ name, user_id: id, identities }) => (
                <Row
                  key={name}
                  action={identities.map((identity) => (
                    <Badge key={`${identity.channel} ${identity.linked_at}`} look="info">
                      {channelName(identity.channel, people.channels)}
                      {identity.name !== null && identity.name !== name && ` · ${identity.name}`}
                    </Badge>
                  ))}
                >
                  <p className="truncate font-medium">{id === me ? pages.youAs(name) : name}</p>
                </Row>
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Section>
  );
}

/** A channel that the page does not know is called as it calls itself. */
function channelName(channel: string, names: Readonly<Record<string, string>>): string {
  return names[channel] ?? channel;
}
