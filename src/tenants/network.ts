/** An address, as a number of 32 or 128 bits. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A block of addresses: those that share the first `prefix` bits. */
export interface Network extends Address {
  readonly prefix: number;
}

const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;
const PREFIX = /^(?:0|[1-9]\d{0,2})$/;

/** IPv4 addresses as IPv6 writes them (RFC 4291, 2.5.5.2): `::ffff:0:0/96`. */
const MAPPED = 0xffffn;

/**
 * Reads an IP address: dotted IPv4, or IPv6 in any spelling of RFC 4291 without a zone. An IPv4 address that is mapped
 * into IPv6 is the IPv4 address.
 * @returns null for anything else, numbers with leading zeros among it, which some read as octal
 */
export function parseAddress(text: string): Address | null {
  if (!text.includes(":")) {
    const value = parseV4(text);
    return value === null ? null : { bits: 32, value };
  }
  const value = parseV6(text);
  if (value === null) return null;
  return value >> 32n === MAPPED ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}

/**
 * Reads a block of addresses in CIDR notation (RFC 4632, RFC 4291, 2.3), `192.0.2.0/24`; an address alone is a block of
 * one. Bits beyond the prefix are dropped.
 * @returns null for what is no block
 */
export function parseNetwork(text: string): Network | null {
  const [host, length, ...rest] = text.split("/");
  const address = parseAddress(host ?? "");
  if (!address || rest.length > 0) return null;
  const { bits } = address;
  if (length === undefined) return { ...address, prefix: bits };
  if (!PREFIX.test(length)) return null;
  // A mapped block counts its 96 leading bits too.
  const prefix = Number(length) - (bits === 32 && host?.includes(":") ? 96 : 0);
  if (prefix < 0 || prefix > bits) return null;
  const free = BigInt(bits - prefix);
  return { bits, value: (address.value >> free) << free, prefix };
}

/** Whether an address is in one of some blocks as they are written. A block that cannot be read holds nobody. */
export function isWithinBlocks(text: string | undefined, blocks: readonly string[]): boolean {
  return isWithin(
    text,
    blocks.flatMap((block) => parseNetwork(block) ?? []),
  );
}

/** Whether an address is in one of some blocks. What is no address is in none. */
export function isWithin(text: string | undefined, networks: readonly Network[]): boolean {
  const address = text === undefined ? null : parseAddress(text);
  if (!address) return false;
  return networks.some(({ bits, value, prefix }) => {
    const host = BigInt(bits - prefix);
    return bits === address.bits && value >> host === address.value >> host;
  });
}

/** A block as it is stored and shown: `192.0.2.0/24`, or IPv6 as RFC 5952 wants it. */
export function formatNetwork({ bits, value, prefix }: Network): string {
  return `${bits === 32 ? formatV4(value) : formatV6(value)}/${prefix}`;
}

function parseV4(text: string): bigint | null {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255)) return null;
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function parseV6(text: string): bigint | null {
  const [left, right, ...more] = text.split("::");
  if (left === undefined || more.length > 0) return null;
  const head = groupsOf(left, right === undefined);
  const tail = right === undefined ? [] : groupsOf(right, true);
  if (!head || !tail) return null;
  const missing = 8 - head.length - tail.length;
  // Two colons stand for one group of zeros at least.
  if (right === undefined ? missing !== 0 : missing < 1) return null;
  return [...head, ...Array<bigint>(missing).fill(0n), ...tail].reduce(
    (value, group) => (value << 16n) | group,
    0n,
  );
}

/** The 16-bit groups of a part of an IPv6 address; the last two may be written as IPv4 where it ends the address. */
function groupsOf(text: string, endsAddress: boolean): bigint[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    if (endsAddress && index === parts.length - 1 && part.includes(".")) {
      const value = parseV4(part);
      if (value === null) return null;
      groups.push(value >> 16n, value & 0xffffn);
    } else if (GROUP.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
}

function formatV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
}

function formatV6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => (value >> BigInt(112 - 16 * i)) & 0xffffn);
  let [start, length] = [0, 0];
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === 0n) to++;
    if (to - from > length) [start, length] = [from, to - from];
  }
  const hex = (some: bigint[]) => some.map((group) => group.toString(16)).join(":");
  // A single group of zeros is not shortened.
  if (length < 2) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}
