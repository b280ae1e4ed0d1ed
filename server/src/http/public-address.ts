import ipaddr from "ipaddr.js";

/** All that is given out to the public of IPv6 (IANA, global unicast), and what of that is for examples only. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
const EXAMPLES = ipaddr.IPv6.parseCIDR("3fff::/20");

/** Whether an IP address, in any spelling, belongs to the open internet: no loopback, no private or shared net, no tunnel into one. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== "unicast") return false;
  return address instanceof ipaddr.IPv4 || (address.match(GLOBAL_UNICAST) && !address.match(EXAMPLES));
}

/** The address, or the network of 64 bits that it lies in, which one customer has as a whole; each in one spelling. */
export function networkOf(text: string): string {
  if (!ipaddr.isValid(text)) return text;
  const address = ipaddr.process(text);
  if (address instanceof ipaddr.IPv4) return address.toString();
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}

/** The address that a URL's host spells out; undefined where it is a name. */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(bare) ? bare : undefined;
}

/** Whether addresses belong to the networks that are given as `10.0.0.0/8` or as single addresses. */
export function inNetworks(networks: readonly string[]): (address: string) => boolean {
  const ranges = networks.map((text) =>
    ipaddr.parseCIDR(text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`),
  );
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  };
}
