import type { DecisionProof, InboxCard, InboxChallenge, PasskeyProof, Reply } from "@loopgate/contract";
import { canonical } from "@loopgate/contract/canonical";
import { Fingerprint, KeyRound } from "lucide-react";
import { useState } from "react";
import { Fields } from "../card/what-runs/fields.tsx";
import { cardPath } from "../requests/card.ts";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ShownText } from "../untrusted/shown-text.tsx";
import { api } from "../world/api.ts";
import { askPasskey } from "../world/passkey.ts";
import { useDigest } from "../world/use-digest.ts";
import { challengeOf } from "./proof.ts";

/** Has a passkey sign this very answer to this very card. The page makes the challenge itself, and signs no other. */
export function PasskeyDialog({
  card,
  reply,
  wrong,
  answered,
}: {
  readonly card: InboxCard;
  readonly reply: Reply;
  readonly wrong: string | undefined;
  readonly answered: (proof?: DecisionProof) => void;
}) {
  const { answer, card: cardTexts } = useTexts();
  const { signing } = answer;
  const { action } = card.face;
  // Of an edit the fingerprint is that of what will run then.
  const edited = editedText(card, reply);
  const editedDigest = useDigest(edited ?? "");
  const digest = edited === undefined ? (action?.digest ?? card.shown_digest) : (editedDigest ?? "");
  const values = reply.kind === "edit" ? reply.arguments : card.arguments;
  const [trouble, setTrouble] = useState(wrong);
  const [isWaiting, setWaiting] = useState(false);

  const sign = async (): Promise<string | undefined> => {
    const asked = await api.post<InboxChallenge>(`${cardPath(card.request_id)}/challenge`, {
      shown_digest: card.shown_digest,
      reply,
    });
    if ((await challengeOf(card, reply, asked.nonce)) !== asked.challenge) return signing.differs;
    const assertion = await askPasskey({
      challenge: asked.challenge,
      rpId: asked.rp_id,
      userVerification: "required",
      allowCredentials: asked.credential_ids.map((id) => ({ id, type: "public-key" })),
    });
    if (assertion === undefined) return signing.failed;
    answered({ passkey: { nonce: asked.nonce, assertion: assertion as PasskeyProof["assertion"] } });
    return undefined;
  };
  const press = async () => {
    setWaiting(true);
    setTrouble(undefined);
    const found = await sign().catch((error: unknown) => (error instanceof Error ? error.message : signing.failed));
    setWaiting(false);
    setTrouble(found);
  };

  const title = action ? signing.title : signing.titleAnswer;
  return (
    <Dialog label={title} onClose={() => answered()}>
      <div className="flex gap-3.5">
        <span className="grid size-10 shrink-0 place-items-center rounded-[10px] bg-bad-soft text-bad-text">
          <Fingerprint size={20} aria-hidden />
        </span>
        <div>
          <h2 className="text-[16px] font-semibold">{title}</h2>
          <p className="mt-1 text-[13px] text-ink2">{signing.explain}</p>
        </div>
      </div>
      <div className="mt-4 rounded-[10px] border border-line bg-sunk px-3.5 py-3">
        <p className="text-[13px] font-medium [overflow-wrap:anywhere]">
          <code>
            <ShownText>{action?.name ?? card.code}</ShownText>
          </code>
        </p>
        {values && (
          <div
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys
            tabIndex={0}
            role="group"
            aria-label={cardTexts.willRun}
            className="-mx-3.5 my-2 max-h-[36dvh] overflow-y-auto border-y border-line bg-panel outline-offset-[-2px]"
          >
            <Fields values={values} />
          </div>
        )}
        <p className="mt-1.5 text-[12px] text-ink3">
          {edited === undefined ? cardTexts.fingerprint : cardTexts.fingerprintOfYours}{" "}
          <code data-signed className="text-ink2">
            {(digest.slice(0, 16).match(/.{4}/g) ?? []).join(" ")}
          </code>
        </p>
      </div>
      <p role="alert" className="mt-3 text-[13px] font-medium text-bad-text empty:hidden">
        {trouble}
      </p>
      <div className="mt-4 flex justify-end gap-3">
        <Button onClick={() => answered()} data-autofocus>
          {signing.cancel}
        </Button>
        <Button look="go" disabled={isWaiting} onClick={() => void press()}>
          <KeyRound size={16} aria-hidden />
          {isWaiting ? signing.waiting : signing.confirm}
        </Button>
      </div>
    </Dialog>
  );
}

/** The canonical text of the action as it was edited. */
function editedText({ canonical: original }: InboxCard, reply: Reply): string | undefined {
  if (reply.kind !== "edit" || original === null) return undefined;
  const { name } = JSON.parse(original) as { readonly name: string };
  return canonical({ name, arguments: reply.arguments });
}
