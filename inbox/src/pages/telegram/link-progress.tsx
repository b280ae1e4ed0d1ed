import type { LinkStarted, LinkStatus } from "@loopgate/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTexts } from "../../texts.tsx";
import { Button, buttonClasses } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { CopyBlock } from "../parts/copy.tsx";
import { Buttons, Dialog } from "../parts/dialog.tsx";
import { Refused } from "../parts/refused.tsx";
import { Moment } from "../parts/moment.tsx";

const LOOK_AGAIN_MS = 2000;

/** What becomes of a link that was begun, from the code to the end. */
export function LinkProgress({
  of,
  onAgain,
  onClose,
}: {
  readonly of: LinkStarted;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}) {
  const { telegram, pages } = useTexts();
  const path = `/api/user/telegram/links/${of.id}`;
  const state = useQuery({
    queryKey: ["link", of.id],
    queryFn: () => api.get<LinkStatus>(path),
    refetchInterval: ({ state: { data } }) => (isOpen(data) ? LOOK_AGAIN_MS : false),
  });
  const confirming = useMutation({
    mutationFn: () => api.post<LinkStatus>(`${path}/confirm`),
    onSuccess: (status) => queries.setQueryData(["link", of.id], status),
  });
  const { data: link } = state;
  const mayConfirm = link?.status === "found" && !link.confirmed_here;
  const isOver = link !== undefined && !isOpen(link);
  return (
    <Dialog title={telegram.titles[of.kind]} onClose={onClose}>
      <Refused error={confirming.error ?? state.error} />
      {(link === undefined || link.status === "waiting") && <Code of={of} />}
      <output className="mt-3 block text-[14px]">
        {link?.found && isOpen(link) && <Found found={link.found} kind={of.kind} />}
        <span className="block text-ink2">{stateText(link)}</span>
      </output>
      <Buttons>
        {isOver && link.status !== "linked" && <Button onClick={onAgain}>{telegram.again}</Button>}
        <Button look={link?.status === "linked" ? "go" : "plain"} onClick={onClose}>
          {isOver ? pages.close : pages.cancel}
        </Button>
        {mayConfirm && (
          <Button look="go" disabled={confirming.isPending} onClick={() => confirming.mutate()}>
            {telegram.confirm}
          </Button>
        )}
      </Buttons>
    </Dialog>
  );

  function stateText(known: LinkStatus | undefined): string {
    switch (known?.status) {
      case undefined:
      case "waiting":
        return telegram.waiting;
      case "found":
        return known.confirmed_here ? telegram.confirmed : telegram.found;
      case "linked":
        return telegram.done;
      case "refused":
      case "taken":
      case "expired":
        return telegram[known.status];
    }
  }
}

function isOpen(link: LinkStatus | undefined): boolean {
  return link === undefined || link.status === "waiting" || link.status === "found";
}

function Code({ of: { say, link, expires_at: until } }: { readonly of: LinkStarted }) {
  const { telegram } = useTexts();
  const bot = useSignedIn().telegram?.bot;
  return (
    <>
      <p className="mb-2 text-[14px] text-ink2">{telegram.say(bot ? `@${bot}` : telegram.theBot)}</p>
      <CopyBlock text={say} label={telegram.say(bot ? `@${bot}` : telegram.theBot)} />
      <p className="mt-2 flex flex-wrap items-center justify-between gap-3 text-[13px] text-ink3">
        <span>
          {telegram.worksUntil} <Moment at={until} />
        </span>
        {link !== null && (
          <a href={link} target="_blank" rel="noreferrer" className={buttonClasses("go")}>
            {telegram.open}
          </a>
        )}
      </p>
    </>
  );
}

function Found({
  found: { name, telegram_id: id, title, place },
  kind,
}: {
  readonly found: NonNullable<LinkStatus["found"]>;
  readonly kind: LinkStarted["kind"];
}) {
  const { telegram } = useTexts();
  return (
    <span className="mb-2 block rounded-[10px] border border-line2 px-3.5 py-3 font-medium">
      {kind === "person" ? telegram.foundPerson(name, id) : telegram.foundChat(title ?? place, name)}
    </span>
  );
}
