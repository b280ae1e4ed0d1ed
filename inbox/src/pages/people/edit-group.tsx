import type { ResponderGroup } from "@loopgate/contract";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { Check } from "../parts/choice.tsx";
import { Buttons, Dialog } from "../parts/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { fieldError } from "../parts/refusal.ts";
import { Refused } from "../parts/refused.tsx";
import { useResponders } from "./responders.tsx";

/** Makes a group, or changes who is in it. */
export function EditGroup({
  group,
  onDone,
  onClose,
}: {
  /** Undefined: a new one. */
  readonly group: ResponderGroup | undefined;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { pages, people } = useTexts();
  const responders = useResponders();
  const [name, setName] = useState(group?.name ?? "");
  const [chosen, setChosen] = useState<readonly string[]>(group?.responders ?? []);
  const [isTried, setTried] = useState(false);
  const saving = useMutation({
    mutationFn: () => api.post("/api/responders/groups", { name: name.trim(), responders: chosen }),
    onSuccess: onDone,
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && chosen.length > 0) saving.mutate();
  };
  const needsName = isTried && name.trim() === "" ? people.groupNeedsName : undefined;
  return (
    <Dialog title={group ? people.groupOf(group.name) : people.newGroup} onClose={onClose}>
      <form noValidate onSubmit={save} className="space-y-4">
        <Refused error={saving.error} />
        {!group && (
          <TextField
            label={people.groupName}
            hint={people.groupNameHint}
            wrong={needsName ?? fieldError(saving.error, "name")}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
        <fieldset>
          <legend className="mb-1 text-[13px] font-medium">{people.groupMembers}</legend>
          <Loaded of={responders} rows={1}>
            {({ responders: list }) =>
              list.map((responder) => (
                <Check
                  key={responder.name}
                  label={responder.name}
                  checked={chosen.includes(responder.name)}
                  onChange={(isIn) =>
                    setChosen(isIn ? [...chosen, responder.name] : chosen.filter((each) => each !== responder.name))
                  }
                />
              ))
            }
          </Loaded>
          {isTried && chosen.length === 0 && (
            <p role="alert" className="mt-1 text-[13px] text-bad-text">
              {people.groupNeedsMembers}
            </p>
          )}
        </fieldset>
        <Buttons>
          <Button onClick={onClose}>{pages.cancel}</Button>
          <Button type="submit" look="go" disabled={saving.isPending}>
            {pages.save}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  );
}
