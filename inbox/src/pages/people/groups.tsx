import type { ResponderGroup } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { Plus, Users } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { isAdmin } from "../parts/roles.ts";
import { Confirm } from "../parts/confirm.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";
import { EditGroup } from "./edit-group.tsx";

type Doing = { readonly kind: "edit"; readonly group?: ResponderGroup } | Deletion;
type Deletion = { readonly kind: "delete"; readonly group: ResponderGroup };
const key = ["responder groups"];

/** People whom a session names by one word. */
export function Groups() {
  const { people } = useTexts();
  const admin = isAdmin(useSignedIn());
  const [doing, setDoing] = useState<Doing>();
  const groups = useQuery({
    queryKey: key,
    queryFn: () => api.get<{ groups: ResponderGroup[] }>("/api/responders/groups"),
  });
  const close = () => setDoing(undefined);
  const done = () => {
    close();
    void queries.invalidateQueries({ queryKey: key });
  };
  return (
    <Section
      title={people.groups}
      explain={people.groupsExplain}
      action={
        admin && (
          <Button onClick={() => setDoing({ kind: "edit" })}>
            <Plus size={16} aria-hidden />
            {people.newGroup}
          </Button>
        )
      }
    >
      <Loaded of={groups} rows={1}>
        {({ groups: list }) =>
          list.length === 0 ? (
            <Notice icon={Users} title={people.noGroups} />
          ) : (
            <Rows>
              {list.map((group) => (
                <Row
                  key={group.name}
                  action={
                    admin && (
                      <>
                        <Button onClick={() => setDoing({ kind: "edit", group })}>{people.editGroup}</Button>
                        <Button look="quiet" onClick={() => setDoing({ kind: "delete", group })}>
                          {people.delete}
                        </Button>
                      </>
                    )
                  }
                >
                  <p className="truncate font-medium">{group.name}</p>
                  <p className="text-[13px] text-ink3">{group.responders.join(", ")}</p>
                </Row>
              ))}
            </Rows>
          )
        }
      </Loaded>
      {doing?.kind === "edit" && <EditGroup group={doing.group} onDone={done} onClose={close} />}
      {doing?.kind === "delete" && (
        <Confirm
          title={people.deleteGroup(doing.group.name)}
          explain={people.deleteGroupExplain}
          submit={people.delete}
          run={() => api.delete(`/api/responders/groups/${encodeURIComponent(doing.group.name)}`)}
          onDone={done}
          onClose={close}
        />
      )}
    </Section>
  );
}
