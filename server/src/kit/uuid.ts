import type { Clock, Millis } from "./clock.ts";

/**
 * Makes UUIDv7s that rise even within one millisecond and when the clock steps back: the 12 bits after the version are a
 * counter (RFC 9562, 6.2, method 1).
 */
export function createUuids({ clock, bytes }: { clock: Clock; bytes: (length: number) => Buffer }): () => string {
  let time: Millis = 0;
  let counter = 0;

  return () => {
    const now = clock.now();
    const random = bytes(10);
    if (now > time) {
      time = now;
      counter = random.readUInt16BE(8) & 0x7ff;
    } else if (++counter > 0xfff) {
      time++;
      counter = 0;
    }
    return uuid(time, counter, random);
  };
}

function uuid(time: Millis, counter: number, random: Buffer): string {
  const variant = (0x8000 | (random.readUInt16BE(0) & 0x3fff)).toString(16);
  const stamp = time.toString(16).padStart(12, "0");
  const count = counter.toString(16).padStart(3, "0");
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${count}-${variant}-${random.toString("hex", 2, 8)}`;
}
