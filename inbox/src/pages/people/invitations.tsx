import type { InvitationCreated, InvitationList } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { queries } from "../../world/queries.ts";
import { Badge } from "../parts/badge.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";
import { Ago } from "../../ui/ago.tsx";
import { Moment } from "../parts/moment.tsx";
import { Invite, Invited } from "./invite.tsx";

type Invitation = InvitationList["invitations"][number];

/** Older ones are of no use to anybody. */
const SHOWN = 10;
const key = ["invitations"];
const readAgain = () => void queries.invalidateQueries({ queryKey: key });

/** Who is asked to join, and by whom. */
export function Invitations() {
  const { people } = useTexts();
  const [step, setStep] = useState<"invite" | InvitationCreated>();
  const [revoked, revoke] = useState<Invitation>();
  const invitations = useQuery({ queryKey: key, queryFn: () => api.get<InvitationList>("/api/tenant/invitations") });
  const close = () => {
    setStep(undefined);
    readAgain();
  };
  return (
    <Section
      title={people.invitations}
      explain={people.invitationsExplain}
      action={
        <Button look="go" onClick={() => setStep("invite")}>
          <UserPlus size={16} aria-hidden />
          {people.invite}
        </Button>
      }
    >
      <Loaded of={invitations} rows={1}>
        {({ invitations: list }) =>
          list.length === 0 ? (
            <Notice icon={UserPlus} title={people.noInvitations} />
          ) : (
            <Rows>
              {list.slice(0, SHOWN).map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} onRevoke={() => revoke(invitation)} />
              ))}
            </Rows>
          )
        }
      </Loaded>
      {step === "invite" && <Invite onMade={setStep} onClose={close} />}
      {typeof step === "object" && <Invited invitation={step} onClose={close} />}
      {revoked && (
        <Confirm
          title={people.revokeInvitation}
          explain={people.revokeInvitationExplain}
          submit={people.revoke}
          run={() => api.delete(`/api/tenant/invitations/${revoked.id}`)}
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

function InvitationRow({ invitation, onRevoke }: { readonly invitation: Invitation; readonly onRevoke: () => void }) {
  const { pages, people } = useTexts();
  const isOpen = invitation.status === "open";
  return (
    <Row action={isOpen && <Button onClick={onRevoke}>{people.revoke}</Button>}>
      <p className="flex items-center gap-2 font-medium">
        {pages.roles[invitation.role]}
        <Badge look={isOpen ? "go" : "plain"}>{people.invitationStates[invitation.status]}</Badge>
      </p>
      <p className="text-[13px] text-ink3">
        <Ago at={invitation.created_at} />
        {invitation.invited_by !== null && <> {people.by(invitation.invited_by)}</>}
        {isOpen && (
          <>
            {" · "}
            {people.until} <Moment at={invitation.expires_at} />
          </>
        )}
      </p>
    </Row>
  );
}
