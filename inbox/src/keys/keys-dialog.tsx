import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** What every key does. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { keys } = useTexts().answer;
  const rows = [
    ["j", keys.next],
    ["k", keys.previous],
    ["a", keys.approve],
    ["d", keys.reject],
    ["e", keys.edit],
    ["1 … 9", keys.pick],
    ["/", keys.search],
    ["?", keys.help],
  ] as const;
  return (
    <Dialog label={keys.title} onClose={onClose} className="max-w-[420px]">
      <h2 className="text-[16px] font-semibold">{keys.title}</h2>
      <dl className="mt-4 grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-[13px]">
        {rows.map(([key, does]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded-[5px] border border-line2 px-1.5 py-0.5 text-[12px] whitespace-nowrap">{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-[12px] text-ink3">{keys.off}</p>
      <div className="mt-4 flex justify-end">
        <Button onClick={onClose} data-autofocus>
          {keys.close}
        </Button>
      </div>
    </Dialog>
  );
}
