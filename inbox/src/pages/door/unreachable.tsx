import { CloudOff } from "lucide-react";
import { useEffect } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { NotConnected } from "../../world/api.ts";
import { every } from "../../world/clock.ts";
import { Notice } from "../parts/notice.tsx";
import { useRefusal } from "../parts/refusal.ts";

const LOOK_AGAIN_MS = 3000;

/** What is shown while nobody knows who is signed in. */
export function Unreachable({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const { pages } = useTexts();
  const refusal = useRefusal();
  const isOffline = error instanceof NotConnected;
  useEffect(() => every(LOOK_AGAIN_MS, retry), [retry]);
  return (
    <main className="grid h-dvh place-content-center p-4" role="alert">
      <Notice
        icon={CloudOff}
        title={isOffline ? pages.offline : pages.failed}
        action={<Button onClick={retry}>{pages.retry}</Button>}
      >
        {isOffline ? pages.offlineHint : refusal(error)}
      </Notice>
    </main>
  );
}
