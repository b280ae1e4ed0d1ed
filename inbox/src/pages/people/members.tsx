import type { MemberList, Role } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { switchTenant } from "../../world/sign-in.ts";
import { FreshUse } from "../fresh/fresh-use.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";
import { Ago } from "../../ui/ago.tsx";

type Member = MemberList["members"][number];
type Change = { readonly kind: "role"; readonly member: Member; readonly role: Role } | Removal;
type Removal = { readonly kind: "remove"; readonly member: Member };

const ROLES: readonly Role[] = ["owner", "admin", "responder", "viewer"];
const key = ["members"];

/** Who is in the tenant, and what each may do. */
export function Members() {
  const { people } = useTexts();
  const { tenant } = useSignedIn();
  const [change, setChange] = useState<Change>();
  const members = useQuery({ queryKey: key, queryFn: () => api.get<MemberList>("/api/tenant/members") });
  const done = () => {
    setChange(undefined);
    void queries.invalidateQueries();
  };
  return (
    <Section title={people.members} explain={people.membersExplain(tenant.name)}>
      <Loaded of={members}>
        {(list) => (
          <Rows>
            {list.members.map((member) => (
              <MemberRow key={member.user_id} member={member} onChange={setChange} />
            ))}
          </Rows>
        )}
      </Loaded>
      {change?.kind === "role" && (
        <ChangeRole member={change.member} role={change.role} onDone={done} onClose={() => setChange(undefined)} />
      )}
      {change?.kind === "remove" && (
        <Remove member={change.member} onDone={done} onClose={() => setChange(undefined)} />
      )}
    </Section>
  );
}

function MemberRow({ member, onChange }: { readonly member: Member; readonly onChange: (change: Change) => void }) {
  const { pages, people } = useTexts();
  const { user_id: me, tenant } = useSignedIn();
  const isMe = member.user_id === me;
  // Only an owner makes an owner, or another thing of one.
  const mayChange = tenant.role === "owner" || member.role !== "owner";
  const roles = ROLES.filter((role) => role === member.role || role !== "owner" || tenant.role === "owner");
  return (
    <Row
      action={
        <>
          <select
            aria-label={people.roleOf(member.username)}
            value={member.role}
            disabled={!mayChange}
            onChange={(event) => onChange({ kind: "role", member, role: event.target.value as Role })}
            className="h-10 rounded-[9px] border border-field bg-panel px-2 text-[16px] disabled:opacity-60 md:h-9 md:text-[13.5px]"
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {pages.roles[role]}
              </option>
            ))}
          </select>
          <Button look="quiet" disabled={!mayChange} onClick={() => onChange({ kind: "remove", member })}>
            {isMe ? people.leave : pages.remove}
          </Button>
        </>
      }
    >
      <p className="truncate font-medium">{isMe ? pages.youAs(member.username) : member.username}</p>
      <p className="text-[13px] text-ink3">
        {people.joined} <Ago at={member.joined_at} /> · {pages.roleHints[member.role]}
      </p>
    </Row>
  );
}

type Asked = { readonly member: Member; readonly onDone: () => void; readonly onClose: () => void };

function ChangeRole({ member, role, onDone, onClose }: Asked & { readonly role: Role }) {
  const { pages, people } = useTexts();
  return (
    <FreshUse
      title={people.changeRole}
      explain={
        <>
          <p>{people.changeRoleExplain(member.username, pages.roles[role])}</p>
          <p className="mt-1 text-ink3">{pages.roleHints[role]}</p>
        </>
      }
      submit={people.changeRole}
      run={(proof) => api.post(`/api/tenant/members/${member.user_id}`, { role, ...proof })}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

function Remove({ member, onDone, onClose }: Asked) {
  const { pages, people } = useTexts();
  const { user_id: me, tenant } = useSignedIn();
  const isMe = member.user_id === me;
  return (
    <Confirm
      title={isMe ? people.leaveTitle(tenant.name) : people.removeMember(member.username)}
      explain={isMe ? people.leaveExplain : people.removeMemberExplain}
      submit={isMe ? people.leave : pages.remove}
      run={() => api.delete(`/api/tenant/members/${member.user_id}`)}
      onDone={isMe ? () => void switchTenant(undefined) : onDone}
      onClose={onClose}
    />
  );
}
