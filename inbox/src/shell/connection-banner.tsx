import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTexts } from "../texts.tsx";
import { after } from "../world/clock.ts";
import { useConnection } from "../world/connection.ts";

/** A blink of the network is nobody's business. */
const PATIENCE_MS = 1_500;

/** Says that the server is away; the page stays as it is. */
export function ConnectionBanner() {
  const { list } = useTexts();
  const isLost = useConnection() === "lost";
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isLost) return undefined;
    const cancel = after(PATIENCE_MS, () => setShown(true));
    return () => {
      cancel();
      setShown(false);
    };
  }, [isLost]);
  return (
    <div role="status">
      {isShown && (
        <p className="flex items-center gap-2 border-b border-line bg-warn-soft px-4 py-2 text-[13px] font-medium text-warn-text">
          <WifiOff size={15} aria-hidden className="shrink-0" />
          {list.lost}
        </p>
      )}
    </div>
  );
}
