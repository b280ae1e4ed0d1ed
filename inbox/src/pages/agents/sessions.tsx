import type { InboxSession } from "@loopgate/contract";
import { Bot } from "lucide-react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../parts/badge.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";
import { useSessions } from "./use-sessions.ts";
import { Ago } from "../../ui/ago.tsx";

/** Where each agent's requests go. */
export function Sessions() {
  const { pages, agents } = useTexts();
  const sessions = useSessions();
  return (
    <Section title={agents.sessions} explain={agents.sessionsExplain}>
      <Loaded of={sessions}>
        {(list) =>
          list.length === 0 ? (
            <Notice icon={Bot} title={agents.noSessions}>
              {agents.noSessionsHint}
            </Notice>
          ) : (
            <>
              <Rows>
                {list.map((session) => (
                  <SessionRow key={session.session_id} of={session} />
                ))}
              </Rows>
              {sessions.hasNextPage && (
                <div className="mt-3 text-center">
                  <Button disabled={sessions.isFetchingNextPage} onClick={() => void sessions.fetchNextPage()}>
                    {pages.more}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

function SessionRow({ of }: { readonly of: InboxSession }) {
  const { agents } = useTexts();
  const places = of.addresses.map(({ channel, title }) => title ?? channel);
  return (
    <Row
      action={
        <>
          {of.pending > 0 && <Badge look="go">{agents.pending(of.pending)}</Badge>}
          {!of.active && <Badge>{agents.inactive}</Badge>}
        </>
      }
    >
      <p className="flex flex-wrap items-baseline gap-x-2 font-medium">
        <span className="truncate">{of.session_id}</span>
        <span className="truncate text-[13px] font-normal text-ink2">{of.client_id}</span>
      </p>
      <p className="text-[13px] text-ink3">
        {of.last_request_at !== null && (
          <>
            {agents.lastRequest} <Ago at={of.last_request_at} />
          </>
        )}
        {places.length > 0 && ` · ${agents.goesTo} ${places.join(", ")}`}
        {of.responders.length > 0 && ` · ${agents.answeredBy} ${of.responders.join(", ")}`}
      </p>
    </Row>
  );
}
