import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OutgoingRefused, publicUrl } from "../../../src/outgoing/index.ts";

const NONE = new Set<string>();
/** Why an address is refused; null when it is not. */
function refusalOf(address: string, allowed: ReadonlySet<string> = NONE): string | null {
  try {
    publicUrl(address, allowed);
    return null;
  } catch (error) {
    if (!(error instanceof OutgoingRefused)) throw error;
    expect(error.message).toMatch(/^[A-Z].+\.$/);
    return error.reason;
  }
}

describe("who may be asked", () => {
  test.each([
    "https://example.com/",
    "https://login.example.com./x?y#z",
    "https://EXAMPLE.com:443/",
    "https://bücher.de/",
    "https://xn--bcher-kva.de/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "https://local.example.com/",
    "https://internal.company.com/",
  ])("%s", (address) => expect(refusalOf(address)).toBeNull());
});

describe("who may not", () => {
  test.each([
    ["address", ["", "nothing", "//example.com", "/path", "https://", "https://[::1", "https://a b.com/"]],
    [
      "scheme",
      ["http://example.com/", "ftp://example.com/", "file:///etc/passwd", "data:,x", "gopher://example.com/"],
    ],
    ["credentials", ["https://a@example.com/", "https://a:b@example.com/", "https://:b@example.com/"]],
    ["port", ["https://example.com:80/", "https://example.com:8443/", "https://example.com:22/"]],
  ])("%s", (reason, addresses) => {
    for (const address of addresses) expect(refusalOf(address), address).toBe(reason);
  });

  test.each([
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "ｌｏｃａｌｈｏｓｔ",
    "loc%61lhost",
    "printer.local",
    "metadata.google.internal",
    "metadata.google.internal.",
    "metadata",
    "metadata.goog",
    "METADATA.GOOG.",
    "instance-data.ec2.internal",
    "router.home.arpa",
    "1.0.0.127.in-addr.arpa",
    "db",
    "intranet",
    "wiki.corp",
    "x.lan",
    "x.onion",
    "x.test",
    "kubernetes.default.svc.cluster.local",
    "_ldap.example.com",
    "a..example.com",
    "example.com..",
  ])("the name %s", (host) => expect(refusalOf(`https://${host}/`)).not.toBeNull());

  test.each([
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7F.0.0.1",
    "0177.0.0.1",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "１２７．０．０．１",
    "%31%32%37.0.0.1",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "169.16689662",
    "192.168.1.1",
    "10.0.0.1",
    "100.100.100.200",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fe80::1%eth0]",
    "[fd00:ec2::254]",
    "[ff02::1]",
  ])("the address %s", (host) => expect(refusalOf(`https://${host}/`)).not.toBeNull());

  test("any private IPv4 in any notation", () => {
    const PRIVATE: [number, number][] = [
      [0x0a000000, 24],
      [0x7f000000, 24],
      [0xa9fe0000, 16],
      [0xac100000, 20],
      [0xc0a80000, 16],
      [0x64400000, 22],
      [0xe0000000, 28],
      [0xf0000000, 28],
      [0x00000000, 24],
    ];
    const address = fc
      .tuple(fc.constantFrom(...PRIVATE), fc.nat())
      .map(([[base, free], n]) => base + (n % 2 ** free));
    const radix = fc.constantFrom(
      (n: number) => String(n),
      (n: number) => `0x${n.toString(16)}`,
      (n: number) => `0X${n.toString(16).toUpperCase()}`,
      (n: number) => `0${n.toString(8)}`,
      (n: number) => `0x0000${n.toString(16)}`,
    );
    const FULL_WIDTH = 0xff10 - 0x30;
    const disguise = fc.constantFrom(
      (host: string) => host,
      (host: string) => `${host}.`,
      (host: string) => host.replaceAll(".", "。"),
      (host: string) => host.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + FULL_WIDTH)),
      (host: string) => host.replace(/\d/g, (digit) => `%3${digit}`),
    );
    fc.assert(
      fc.property(
        address,
        fc.integer({ min: 1, max: 4 }),
        fc.array(radix, { minLength: 4, maxLength: 4 }),
        disguise,
        (bits, count, radices, disguised) => {
          // The last part stands for all bytes that have none of their own.
          const parts = Array.from(
            { length: count - 1 },
            (_, i) => Math.floor(bits / 2 ** (24 - 8 * i)) % 256,
          );
          parts.push(bits % 2 ** (8 * (5 - count)));
          const host = disguised(parts.map((part, i) => radices[i]!(part)).join("."));
          expect(refusalOf(`https://${host}/`), host).not.toBeNull();
          const mapped = `${(bits >>> 16).toString(16)}:${(bits % 65536).toString(16)}`;
          for (const prefix of ["::ffff:", "::", "64:ff9b::", "2002:", "::ffff:0:"]) {
            const tail = prefix === "2002:" ? `${mapped}::` : mapped;
            expect(refusalOf(`https://[${prefix}${tail}]/`), prefix + tail).toBe("host");
          }
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  test("a host that hides behind user names, backslashes, blanks and fragments", () => {
    for (const address of [
      "https://example.com@127.0.0.1/",
      "https://127.0.0.1\\@example.com/",
      "https://127.0.0.1#@example.com/",
      "https://127.0.0.1?@example.com/",
      " https://127.0.0.1/",
      "https:127.0.0.1",
      "https:\\\\127.0.0.1/",
      "ht\ntps://127.0\t.0.1/",
    ])
      expect(refusalOf(address), address).not.toBeNull();
    // Here the name is the host, and what is asked is what was looked at.
    expect(publicUrl("https://example.com\\@127.0.0.1/", NONE).href).toBe("https://example.com/@127.0.0.1/");
  });
});

describe("what the operator allowed", () => {
  const allowed = new Set(["http://localhost:9000", "https://sso.corp"]);
  test("passes as it is, and nothing beside it does", () => {
    expect(refusalOf("http://localhost:9000/x", allowed)).toBeNull();
    expect(refusalOf("https://sso.corp/x", allowed)).toBeNull();
    expect(refusalOf("http://localhost:9001/", allowed)).toBe("scheme");
    expect(refusalOf("https://localhost:9000/", allowed)).toBe("port");
    expect(refusalOf("http://127.0.0.1:9000/", allowed)).toBe("scheme");
    expect(refusalOf("http://sso.corp/", allowed)).toBe("scheme");
    expect(refusalOf("https://a@sso.corp/", allowed)).toBe("credentials");
    expect(refusalOf("https://x.sso.corp/", allowed)).toBe("host");
  });
});
