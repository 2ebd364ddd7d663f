import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicIp, networkOf, networksAround, parseIp, unmapped } from "../../../src/outgoing/index.ts";

/** The two ends of each block that is nobody's to ask, from IANA's special-purpose registries. */
const PRIVATE_ENDS = [
  "0.0.0.0",
  "0.255.255.255",
  "10.0.0.0",
  "10.255.255.255",
  "100.64.0.0",
  "100.127.255.255",
  "127.0.0.0",
  "127.255.255.255",
  "168.63.129.16",
  "169.254.0.0",
  "169.254.169.254",
  "169.254.255.255",
  "172.16.0.0",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.255",
  "192.88.99.1",
  "192.168.0.0",
  "192.168.255.255",
  "198.18.0.0",
  "198.19.255.255",
  "198.51.100.1",
  "203.0.113.255",
  "224.0.0.0",
  "239.255.255.255",
  "240.0.0.0",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::127.0.0.1",
  "64:ff9b::10.0.0.1",
  "64:ff9b:1::1",
  "100::1",
  "1fff:ffff::",
  "2001::1",
  "2001:1ff:ffff::",
  "2001:db8::1",
  "2002:7f00:1::",
  "3fff:fff:ffff::",
  "4000::",
  "5f00::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fec0::1",
  "ff02::1",
];
/** The next address beyond each. */
const PUBLIC_NEIGHBOURS = [
  "1.0.0.0",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "168.63.129.15",
  "168.63.129.17",
  "169.253.255.255",
  "169.255.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.0",
  "192.167.255.255",
  "192.169.0.0",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "2000::",
  "2001:200::",
  "2001:db7:ffff::",
  "2001:db9::",
  "2003::",
  "2606:4700::1111",
  "3ffe::1",
  "3fff:1000::",
];
const readIp = (text: string) => parseIp(text) ?? expect.fail(`${text} is not read`);

describe("isPublicIp", () => {
  test.each(PRIVATE_ENDS)("%s is not", (text) => expect(isPublicIp(readIp(text))).toBe(false));
  test.each(PUBLIC_NEIGHBOURS)("%s is", (text) => expect(isPublicIp(readIp(text))).toBe(true));
});

describe("parseIp", () => {
  test("reads what everybody writes", () => {
    expect(parseIp("192.0.2.1")).toEqual({ family: 4, bits: 0xc0000201n });
    expect(parseIp("::")).toEqual({ family: 6, bits: 0n });
    expect(parseIp("1::")).toEqual({ family: 6, bits: 1n << 112n });
    expect(parseIp("1:2:3:4:5:6:7:8")).toEqual({ family: 6, bits: 0x00010002000300040005000600070008n });
    expect(parseIp("::ffff:192.0.2.1")).toEqual({ family: 6, bits: 0xffffc0000201n });
  });

  test.each([
    "",
    "1",
    "127.1",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "256.0.0.1",
    "1.2.3.4.",
    "1.2.3.4.5",
    "1.2.3",
    " 1.2.3.4",
    "1.2.3.+4",
    "１.2.3.4",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8",
    "12345::",
    "g::",
    "::1%eth0",
    "fe80::1%25eth0",
    "[::1]",
    "::1.2.3",
    "::1.2.3.4:5",
    "1.2.3.4::",
    "example.org",
  ])("takes “%s” for no address", (text) => expect(parseIp(text)).toBeNull());

  test("reads every notation that fast-check knows of, and the platform's own back", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
        expect(parseIp(text)).toEqual(readIp(canonical));
      }),
      { numRuns: 200, seed: 1 },
    );
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const bytes = text.split(".").map((byte) => Number(byte).toString(16).padStart(2, "0"));
        expect(readIp(text).bits).toBe(BigInt(`0x${bytes.join("")}`));
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});

test("networks: the first bits, and IPv4 in IPv6 unwrapped", () => {
  expect(networkOf(readIp("192.0.2.129"), 24)).toBe("4/24:c00002");
  expect(networkOf(readIp("2001:db8:1:2:3::"), 64)).toBe("6/64:20010db800010002");
  expect(unmapped(readIp("::ffff:192.0.2.1"))).toEqual(readIp("192.0.2.1"));
  expect(unmapped(readIp("::fffe:192.0.2.1")).family).toBe(6);
});

test("the networks around an address, however it is written; what is none is a network by itself", () => {
  expect(networksAround("192.0.2.129")).toEqual({
    subscriber: "4/32:c0000281",
    neighbourhood: "4/24:c00002",
  });
  expect(networksAround(" ::ffff:c000:281 ")).toEqual(networksAround("192.0.2.129"));
  const first = networksAround("2001:db8:1:2::1");
  expect(networksAround("2001:DB8:1:2:ffff::")).toEqual(first);
  expect(networksAround("2001:db8:1:3::")).toEqual({ ...first, subscriber: "6/64:20010db800010003" });
  expect(networksAround("unknown")).toEqual({ subscriber: "unknown", neighbourhood: "unknown" });
});
