import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatNetwork, isWithin, parseAddress, parseNetwork } from "../../../src/tenants/network.ts";

const within = (address: string | undefined, ...blocks: string[]) =>
  isWithin(
    address,
    blocks.map((block) => parseNetwork(block)!),
  );

describe("addresses", () => {
  test.each([
    ["192.0.2.1", 32, 0xc0000201n],
    ["0.0.0.0", 32, 0n],
    ["::", 128, 0n],
    ["::1", 128, 1n],
    ["1::", 128, 1n << 112n],
    ["2001:db8:0:0:0:0:0:1", 128, (0x20010db8n << 96n) | 1n],
    ["2001:DB8::1", 128, (0x20010db8n << 96n) | 1n],
    ["1:2:3:4:5:6:7::", 128, 0x0001000200030004000500060007n << 16n],
    ["64:ff9b::192.0.2.33", 128, (0x0064ff9bn << 96n) | 0xc0000221n],
    ["::ffff:192.0.2.1", 32, 0xc0000201n],
    ["::ffff:c000:201", 32, 0xc0000201n],
  ])("%s", (text, bits, value) => {
    expect(parseAddress(text)).toEqual({ bits, value });
  });

  test.each([
    "",
    " ",
    "localhost",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.-4",
    "1.2.3.4 ",
    "0x7f.0.0.1",
    "1.2.3.+4",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "::1%eth0",
    "12345::",
    "g::",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "::1.2.3",
    "[::1]",
    "1:",
    ":1",
  ])("%j is none", (text) => {
    expect(parseAddress(text)).toBeNull();
    expect(within(text, "0.0.0.0/0", "::/0")).toBe(false);
  });
});

describe("blocks", () => {
  test("hold what shares their first bits, and nothing else", () => {
    expect(within("192.0.2.255", "192.0.2.0/24")).toBe(true);
    expect(within("192.0.3.0", "192.0.2.0/24")).toBe(false);
    expect(within("198.51.100.7", "192.0.2.0/24", "198.51.100.7")).toBe(true);
    expect(within("2001:db8:1::5", "2001:db8::/32")).toBe(true);
    expect(within("2001:db9::", "2001:db8::/32")).toBe(false);
    expect(within("203.0.113.9", "0.0.0.0/0")).toBe(true);
    expect(within(undefined, "0.0.0.0/0")).toBe(false);
    expect(within("203.0.113.9")).toBe(false);
  });

  test("of one family never hold addresses of the other; a mapped address is its IPv4 one", () => {
    expect(within("192.0.2.1", "::/0")).toBe(false);
    expect(within("::1", "0.0.0.0/0")).toBe(false);
    expect(within("::ffff:192.0.2.1", "192.0.2.0/24")).toBe(true);
    expect(within("192.0.2.1", "::ffff:192.0.2.0/120")).toBe(true);
  });

  test.each([
    "",
    "/8",
    "1.2.3.4/",
    "1.2.3.4/33",
    "1.2.3.4/-1",
    "1.2.3.4/08",
    "1.2.3.4/8/8",
    "::/129",
    "::ffff:1.2.3.4/95",
    "x/8",
    "1.2.3.4/8.0",
  ])("%j is none", (text) => {
    expect(parseNetwork(text)).toBeNull();
  });

  test.each([
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["192.0.2.1", "192.0.2.1/32"],
    ["2001:0DB8:0:0:1:0:0:1/128", "2001:db8::1:0:0:1/128"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7/128"],
    ["::/0", "::/0"],
    ["fe80::1/10", "fe80::/10"],
  ])("%s is written as %s", (text, written) => {
    expect(formatNetwork(parseNetwork(text)!)).toBe(written);
  });

  test("what is written is read as the same block, which holds its own addresses and no neighbour", () => {
    const block = fc.boolean().chain((isV4) => {
      const bits = isV4 ? 32 : 128;
      return fc.record({
        bits: fc.constant(bits as 32 | 128),
        value: fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }),
        prefix: fc.integer({ min: 1, max: bits }),
        host: fc.bigInt({ min: 0n, max: 2n ** 128n }),
      });
    });
    fc.assert(
      fc.property(block, ({ bits, value, prefix, host }) => {
        // Mapped addresses are IPv4 ones, which the first case makes.
        fc.pre(bits === 32 || value >> 32n !== 0xffffn);
        const free = BigInt(bits - prefix);
        const network = { bits, value: (value >> free) << free, prefix };
        fc.pre(bits === 32 || network.value >> 32n !== 0xffffn);
        expect(parseNetwork(formatNetwork(network))).toEqual(network);
        const text = (address: bigint) => formatNetwork({ bits, value: address, prefix: bits }).split("/")[0];
        const inside = network.value | (host & ((1n << free) - 1n));
        const beside = network.value ^ (1n << free);
        fc.pre(bits === 32 || (inside >> 32n !== 0xffffn && beside >> 32n !== 0xffffn));
        expect(isWithin(text(inside), [network])).toBe(true);
        expect(isWithin(text(beside), [network])).toBe(false);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test("no text makes it throw", () => {
    const text = fc.string({
      unit: fc.constantFrom("1", "0", ":", ".", "/", "f", "255", " ", "-"),
      maxLength: 20,
    });
    fc.assert(
      fc.property(text, (some) => {
        const network = parseNetwork(some);
        if (network) expect(parseNetwork(formatNetwork(network))).toEqual(network);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
