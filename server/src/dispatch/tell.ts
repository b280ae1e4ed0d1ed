import type { Channel } from "../gate/ports.ts";
import type { Address } from "../gate/request.ts";
import type { Log } from "../kit/log.ts";

/**
 * Tells people something that belongs to no request. False: the address is dead. A message that may still have arrived, or is too
 * much for now, is no proof of that.
 */
export type Tell = (address: Address, words: string) => Promise<boolean>;

export function createTell({
  channel,
  log,
}: {
  readonly channel: (name: string) => Pick<Channel, "tell"> | undefined;
  readonly log: Log;
}): Tell {
  return async (address, words) => {
    const report = await channel(address.channel)?.tell(address, words);
    if (report && report.kind !== "sent")
      log.warn(`A person could not be told: ${report.kind}.`, { channel: address.channel });
    return report?.kind !== "gone" && report?.kind !== "refused";
  };
}
