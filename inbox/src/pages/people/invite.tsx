import type { CreateInvitation, InvitationCreated } from "@loopgate/contract";
import { useState } from "react";
import { useSignedIn } from "../../requests/start.ts";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { FreshUse } from "../fresh/fresh-use.tsx";
import { CopyBlock } from "../parts/copy.tsx";
import { Buttons, Dialog } from "../parts/dialog.tsx";
import { SelectField } from "../parts/field.tsx";

const ROLES: readonly CreateInvitation["role"][] = ["responder", "admin", "viewer"];
const HOURS = [1, 24, 72, 168, 720];

/** Makes the link of an invitation. */
export function Invite({
  onMade,
  onClose,
}: {
  readonly onMade: (invitation: InvitationCreated) => void;
  readonly onClose: () => void;
}) {
  const { pages, people } = useTexts();
  const [role, setRole] = useState<CreateInvitation["role"]>("responder");
  const [hours, setHours] = useState(72);
  return (
    <FreshUse
      title={people.invite}
      explain={
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={people.inviteAs}
            hint={pages.roleHints[role]}
            value={role}
            onChange={(event) => setRole(event.target.value as CreateInvitation["role"])}
          >
            {ROLES.map((each) => (
              <option key={each} value={each}>
                {pages.roles[each]}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={people.inviteFor}
            value={hours}
            onChange={(event) => setHours(Number(event.target.value))}
          >
            {HOURS.map((each) => (
              <option key={each} value={each}>
                {people.hours(each)}
              </option>
            ))}
          </SelectField>
        </div>
      }
      submit={people.inviteSubmit}
      run={(proof) => api.post<InvitationCreated>("/api/tenant/invitations", { role, hours, ...proof })}
      onDone={onMade}
      onClose={onClose}
    />
  );
}

/** The link, which nobody is told again. */
export function Invited({
  invitation: { link },
  onClose,
}: {
  readonly invitation: InvitationCreated;
  readonly onClose: () => void;
}) {
  const { pages, people } = useTexts();
  const { mode } = useSignedIn();
  return (
    <Dialog title={people.invited} onClose={onClose}>
      <p className="mb-3 text-[14px] text-ink2">
        {people.invitedHint} {mode === "local" && people.invitedHere}
      </p>
      <CopyBlock text={link} label={people.invitations} />
      <Buttons>
        <Button look="go" onClick={onClose}>
          {pages.close}
        </Button>
      </Buttons>
    </Dialog>
  );
}
