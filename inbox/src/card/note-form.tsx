import type { InboxCard } from "@loopgate/contract";
import { useState } from "react";
import { cardPath, keepCard } from "../requests/card.ts";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/text-field.tsx";
import { api } from "../world/api.ts";

/** Why a person has said no, said afterwards. It changes nothing of the decision. */
export function NoteForm({ card: shown }: { readonly card: InboxCard }) {
  const { card, list } = useTexts();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const save = async () => {
    setWrong(undefined);
    try {
      keepCard(shown.request_id, await api.post<InboxCard>(`${cardPath(shown.request_id)}/note`, { text }));
    } catch (error) {
      setWrong(error instanceof Error ? error.message : list.notLive);
    }
  };
  return (
    <form
      className="mt-3 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        className="min-w-48 flex-1"
        label={card.addReason}
        hint={card.addReasonHint(shown.face.asked_by.client_id)}
        wrong={wrong}
        maxLength={2000}
        required
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Button type="submit">{card.saveReason}</Button>
    </form>
  );
}
