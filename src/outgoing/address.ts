/** An IP address: its family and its 32 or 128 bits. */
export interface IpAddress {
  family: 4 | 6;
  bits: bigint;
}

type Block = readonly [prefix: string, length: number];

/**
 * IPv4 that is not everybody's: what IANA's special-purpose registry (RFC 6890) says is not globally reachable,
 * multicast, and the one public address that a cloud uses for its machines' metadata.
 */
const NOT_PUBLIC_4: readonly Block[] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carriers' NAT, and Alibaba's metadata
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // Azure's metadata
  ["169.254.0.0", 16], // link-local, and most clouds' metadata
  ["172.16.0.0", 12],
  ["192.0.0.0", 24], // protocol assignments, and Oracle's metadata
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16],
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
];

/** IPv6 is public inside global unicast only (RFC 4291); these parts of it are not, or carry an IPv4 address. */
const GLOBAL_UNICAST: Block = ["2000::", 3];
const NOT_PUBLIC_6: readonly Block[] = [
  ["2001::", 23], // protocol assignments: Teredo, ORCHID, benchmarks
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4
  ["3fff::", 20], // documentation
];

/**
 * Reads an address in its usual notation: four decimal bytes without leading zeros, or RFC 4291's forms of IPv6, the one
 * that ends in dotted bytes included. `new URL` turns every other notation of IPv4 that a fetch understands into this.
 * @returns null for anything else, such as an address with a zone
 */
export function parseIp(text: string): IpAddress | null {
  if (!text.includes(":")) {
    const bits = parseIpv4(text);
    return bits === null ? null : { family: 4, bits };
  }
  const bits = parseIpv6(text);
  return bits === null ? null : { family: 6, bits };
}

/** The IPv4 address that `::ffff:0:0/96` stands for; any other address as it is. */
export function unmapped(ip: IpAddress): IpAddress {
  return ip.family === 6 && ip.bits >> 32n === 0xffffn ? { family: 4, bits: ip.bits & 0xffffffffn } : ip;
}

/** Whether anybody on the internet could be asked at this address. IPv4 in IPv6's clothes never counts as public. */
export function isPublicIp(ip: IpAddress): boolean {
  if (ip.family === 4) return !NOT_PUBLIC_4.some((block) => isWithin(ip, block));
  return isWithin(ip, GLOBAL_UNICAST) && !NOT_PUBLIC_6.some((block) => isWithin(ip, block));
}

/** The first `length` bits of an address, as a name of that network: `4/24:` or `6/64:` and hexadecimal digits. */
export function networkOf({ family, bits }: IpAddress, length: number): string {
  const shift = BigInt((family === 4 ? 32 : 128) - length);
  return `${family}/${length}:${(bits >> shift).toString(16)}`;
}

/**
 * The networks that an address in any notation is in: a subscriber's own, and its neighbourhood. IPv4 counts by the address,
 * because one is shared by a household or an office and more cost money; IPv6 by the /64, which is the least that a
 * subscriber gets and in which addresses are free. The neighbourhoods, /24 and /48, are what one customer of a hosting
 * provider easily holds. Any other text is a network of that name.
 */
export function networksAround(address: string): { subscriber: string; neighbourhood: string } {
  const parsed = parseIp(address.trim());
  if (parsed === null) return { subscriber: address, neighbourhood: address };
  const ip = unmapped(parsed);
  const [own, around] = ip.family === 4 ? [32, 24] : [64, 48];
  return { subscriber: networkOf(ip, own), neighbourhood: networkOf(ip, around) };
}

function isWithin(ip: IpAddress, [prefix, length]: Block): boolean {
  const block = parseIp(prefix);
  return block !== null && networkOf(ip, length) === networkOf(block, length);
}

function parseIpv4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function parseIpv6(text: string): bigint | null {
  const tail = text.slice(text.lastIndexOf(":") + 1);
  let groups = text;
  if (tail.includes(".")) {
    const low = parseIpv4(tail);
    if (low === null) return null;
    groups = `${text.slice(0, -tail.length)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  }
  const halves = groups.split("::");
  if (halves.length > 2) return null;
  const [head, rest] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head!.length - (rest?.length ?? 0);
  if (rest === undefined ? missing !== 0 : missing < 1) return null;
  const all = rest === undefined ? head! : [...head!, ...Array<string>(missing).fill("0"), ...rest];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
