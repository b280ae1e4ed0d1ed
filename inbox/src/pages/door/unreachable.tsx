import { CloudOff } from "lucide-react";
import { useEffect } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { NotConnected } from "../../world/api.ts";
import { every } from "../../world/clock.ts";
import { useRefusal } from "../parts/refusal.ts";

const LOOK_AGAIN_MS = 3000;

/** What is shown while nobody knows who is signed in. */
export function Unreachable({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const { pages } = useTexts();
  const refusal = useRefusal();
  const isOffline = error instanceof NotConnected;
  useEffect(() => every(LOOK_AGAIN_MS, retry), [retry]);
  return (
    <main className="grid h-dvh place-content-center justify-items-center gap-1 p-6 text-center">
      <CloudOff size={28} aria-hidden className="mb-2 text-ink3" />
      <h1 className="text-[18px] font-semibold">{isOffline ? pages.offline : pages.failed}</h1>
      <p role="alert" className="max-w-[44ch] text-[14px] text-ink2">
        {isOffline ? pages.offlineHint : refusal(error)}
      </p>
      <Button className="mt-4" onClick={retry}>
        {pages.retry}
      </Button>
    </main>
  );
}
