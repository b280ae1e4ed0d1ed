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

/** The address that a URL's host spells out; undefined where it is a name. */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(bare) ? bare : undefined;
}

/** Whether addresses belong to the networks that are given as `10.0.0.0/8` or as single addresses; throws for what is none. */
export function inNetworks(networks: readonly string[]): (address: string) => boolean {
  const ranges = networks.map(rangeOf);
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  };
}

function rangeOf(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const [address = "", bits, ...more] = text.split("/");
  // The library takes short forms (127.1) for addresses; a setting that is read otherwise than it was meant opens too much.
  const written = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  if (!written || more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits)))
    throw new Error(`"${text}" is no network, such as 10.0.0.0/8`);
  const network = ipaddr.parse(address);
  const most = network.kind() === "ipv4" ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  if (length > most) throw new Error(`"${text}" is no network, such as 10.0.0.0/8`);
  return [network, length];
}
