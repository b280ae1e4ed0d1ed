import type { PasskeyList } from "@loopgate/contract";
import { useTexts } from "../../texts.tsx";
import { hasPasskeys } from "../../world/passkey.ts";

/** Why no passkey can be added in this browser at this address; undefined where one can, or nobody knows yet. */
export function usePasskeyBar(known: Pick<PasskeyList, "rp_id"> | undefined): string | undefined {
  const { passkeys } = useTexts();
  if (known === undefined) return undefined;
  if (known.rp_id === null || !isSecureContext) return passkeys.impossibleTitle;
  if (known.rp_id !== location.hostname) return passkeys.otherAddress(known.rp_id);
  return hasPasskeys() ? undefined : passkeys.unsupported;
}
