import { useEffect, useState } from "react";
import { sha256 } from "./digest.ts";

/** The digest of a text, a moment after it; undefined until then, and where the browser makes none. */
export function useDigest(text: string): string | undefined {
  const [digest, setDigest] = useState<{ readonly of: string; readonly is: string | undefined }>();
  useEffect(() => {
    let isCurrent = true;
    const work = async () => {
      const is = await sha256(text);
      if (isCurrent) setDigest({ of: text, is });
    };
    void work();
    return () => void (isCurrent = false);
  }, [text]);
  return digest?.of === text ? digest.is : undefined;
}
