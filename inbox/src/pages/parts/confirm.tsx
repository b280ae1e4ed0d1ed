import { useMutation } from "@tanstack/react-query";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { Buttons, Dialog } from "./dialog.tsx";
import { Refused } from "./refused.tsx";

/** Asks before something ends that does not come back. */
export function Confirm({
  title,
  explain,
  submit,
  run,
  onDone,
  onClose,
}: {
  readonly title: string;
  readonly explain: string;
  readonly submit: string;
  readonly run: () => Promise<unknown>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { pages } = useTexts();
  const running = useMutation({ mutationFn: run, onSuccess: onDone });
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="mb-3 text-[14px] text-ink2">{explain}</p>
      <Refused error={running.error} />
      <Buttons>
        <Button data-autofocus onClick={onClose}>
          {pages.cancel}
        </Button>
        <Button look="bad solid" disabled={running.isPending} onClick={() => running.mutate()}>
          {submit}
        </Button>
      </Buttons>
    </Dialog>
  );
}
