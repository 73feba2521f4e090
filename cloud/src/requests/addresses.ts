import ipaddr from "ipaddr.js";

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

const ranges = (...cidrs: readonly string[]): readonly Range[] => cidrs.map(ipaddr.parseCIDR);

/** The only IPv6 addresses that are given out for the public network. */
const globalUnicast = ranges("2000::/3");

/** Refused beside what ipaddr.js calls by another name than "unicast". */
const alsoSpecial = ranges(
  // Azure's metadata and agent service, and Oracle's; those of others are link-local or private.
  "168.63.129.16/32",
  "192.0.0.0/24",
  // All IETF assignments (Teredo, ORCHID, benchmarking), 6to4, documentation.
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
);

const isInRange = (address: ipaddr.IPv4 | ipaddr.IPv6, [start, bits]: Range): boolean =>
  address.kind() === start.kind() && address.match([start, bits] as never);

/** ISATAP and others: an IPv4 address in the last half of an IPv6 one, behind 0:5efe or 200:5efe. */
const embedsIpv4 = (address: ipaddr.IPv6): boolean =>
  address.parts[5] === 0x5efe && ((address.parts[4] ?? 0) & 0xfdff) === 0;

/**
 * Whether an address is one of the public network. Loopback, private, link-local, shared (CGNAT), multicast,
 * reserved and documentation ranges are not; nor are IPv6 addresses that carry an IPv4 address to another
 * network (mapped, NAT64, 6to4, Teredo, ISATAP), since what is behind them cannot be judged.
 */
export const isPublicAddress = (text: string): boolean => {
  // A zone ("%eth0") belongs to link-local addresses only.
  if (text.includes("%") || !ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  if (alsoSpecial.some((range) => isInRange(address, range))) return false;
  if (address.kind() === "ipv4") return true;
  return (
    globalUnicast.some((range) => isInRange(address, range)) && !embedsIpv4(address as ipaddr.IPv6)
  );
};

/** Addresses below one prefix, as an administrator lists them ("10.1.0.0/16"). */
export interface AddressRange {
  readonly cidr: string;
  contains(address: string): boolean;
}

/** Undefined when the text is not a range, with bits set beyond its prefix, or a range as good as everything. */
export const parseAddressRange = (text: string): AddressRange | undefined => {
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const range = ipaddr.parseCIDR(text);
  const [start, bits] = range;
  const isIpv4 = start.kind() === "ipv4";
  // fc00::/7 holds all private IPv6 addresses, 10.0.0.0/8 is the widest private IPv4 range.
  if (bits < (isIpv4 ? 8 : 7)) return undefined;
  const first = isIpv4
    ? ipaddr.IPv4.networkAddressFromCIDR(text)
    : ipaddr.IPv6.networkAddressFromCIDR(text);
  if (first.toNormalizedString() !== start.toNormalizedString()) return undefined;
  return {
    cidr: text,
    contains: (address) => ipaddr.isValid(address) && isInRange(ipaddr.parse(address), range),
  };
};
