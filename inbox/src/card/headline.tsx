import type { InboxCard } from "@loopgate/contract";
import { useTexts } from "../texts.tsx";
import { Ago } from "../ui/ago.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { ShownText } from "../untrusted/shown-text.tsx";
import { headlineOf, nameInHeadline } from "./headline-text.ts";
import { useHeadings } from "./headings.ts";

/** What is asked, in the gate's words; who asks, and when. */
export function Headline({ card: shown }: { readonly card: InboxCard }) {
  const { card } = useTexts();
  const { Title } = useHeadings();
  const { face } = shown;
  const { client_id: agent, session_id: session, verified } = face.asked_by;
  return (
    <>
      <Title
        id="headline"
        tabIndex={-1}
        className="text-[21px] leading-[1.25] font-semibold tracking-[-.015em] [overflow-wrap:anywhere] text-balance outline-none md:text-[23px]"
      >
        <ShownText>{headlineOf(face) ?? card.headline[face.type](nameInHeadline(agent))}</ShownText>
      </Title>
      <p className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-[13px] text-ink2">
        <Avatar name={agent} size={20} />
        <span className="font-medium [overflow-wrap:anywhere] text-ink">
          <ShownText>{agent}</ShownText>
        </span>
        {!verified && (
          <span className="rounded-md bg-warn-soft px-1.5 text-[12px] text-warn-text">{card.unverified}</span>
        )}
        {face.action && (
          <>
            <span className="text-ink3">{shown.request.status === "pending" ? card.asksToRun : card.askedToRun}</span>
            <code className="[overflow-wrap:anywhere]">
              <ShownText>{face.action.name}</ShownText>
            </code>
          </>
        )}
        {session !== agent && (
          <span className="[overflow-wrap:anywhere] text-ink3">
            <ShownText>{card.session(session)}</ShownText>
          </span>
        )}
        <span className="text-ink3">
          <Ago at={shown.created_at} />
        </span>
      </p>
    </>
  );
}
