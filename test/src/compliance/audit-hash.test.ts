import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { canonicalJson, genesisOf, hashOf, link } from "../../../src/compliance/audit-hash.ts";
import { pseudonym } from "../../../src/compliance/index.ts";

describe("canonical JSON", () => {
  test("is what RFC 8785 prints for its own example of numbers, and its order of members", () => {
    // Section 3.2.2 and 3.2.3 of the RFC.
    expect(
      canonicalJson([JSON.parse("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001]),
    ).toBe("[333333333.3333333,1e+30,4.5,0.002,1e-27]");
    const members = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    const values = [...canonicalJson(members).matchAll(/:"([^"]+)"/g)].map(([, value]) => value);
    expect(values).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
    expect(canonicalJson({ b: [true, null, -0], a: {} })).toBe('{"a":{},"b":[true,null,0]}');
  });

  test.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1])("refuses %s", (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });
});

describe("the hash of an event", () => {
  const tenant = "5kTZ0hYzLm4wQ2sVn8aXcB";
  const event = {
    id: "7nPq1RtYvWx3aBcD5eFgHi",
    tenantId: tenant,
    at: 1_790_000_000_123,
    action: "role_changed",
    outcome: "done",
    actor: "user:ana",
    target: null,
    details: { to: "admin", from: "mémber", count: 2, sudden: true },
  };
  const sha256 = (text: string) => createHash("sha256").update(Buffer.from(text, "utf8")).digest("hex");
  // Written out by hand: whoever wants to can do the same with `printf '%s%s' "$previous" "$json" | sha256sum`.
  const written = `{"action":"role_changed","actor":"user:ana","at":1790000000123,"details":{"count":2,"from":"mémber","sudden":true,"to":"admin"},"id":"7nPq1RtYvWx3aBcD5eFgHi","outcome":"done","sequence":1,"target":null,"tenant":"${tenant}"}`;

  test("is SHA-256 of the hash before and of the canonical JSON, from the tenant's genesis on", () => {
    const genesis = sha256(`descant audit chain${tenant}`);
    expect(genesisOf(tenant)).toEqual({ sequence: 0, hash: genesis });
    const first = sha256(genesis + written);
    expect(hashOf(genesis, 1, event)).toBe(first);
    // The same made with coreutils' sha256sum, once.
    expect(first).toBe("82ce8ad29bcf36690d5efdee2c625b7e10e6a7687267db3a0031e7ece0a1dcad");
    const second = sha256(first + written.replace('"sequence":1', '"sequence":2'));
    expect(link(genesisOf(tenant), [event, event])).toEqual([
      { ...event, sequence: 1, hash: first },
      { ...event, sequence: 2, hash: second },
    ]);
  });
});

describe("a pseudonym", () => {
  const secret = "a secret of the tests";

  test("is the first 128 bits of an HMAC-SHA256 in base 62, in a domain of its own", () => {
    const digest = createHmac("sha256", secret)
      .update("descant audit pseudonym\nana@example.org")
      .digest("hex");
    let value = BigInt(`0x${digest.slice(0, 32)}`);
    const digits: string[] = [];
    for (; value > 0n; value /= 62n) {
      const digit = Number(value % 62n);
      const base = digit < 10 ? 48 : digit < 36 ? 55 : 61;
      digits.unshift(String.fromCharCode(base + digit));
    }
    expect(pseudonym(secret, "ana@example.org")).toBe(digits.join("").padStart(22, "0"));
  });

  test("is the same for the same text only, and under the same secret only", () => {
    const ours = pseudonym(secret, "203.0.113.9");
    expect(ours).toMatch(/^[0-9A-Za-z]{22}$/);
    expect(pseudonym(secret, "203.0.113.9")).toBe(ours);
    expect(pseudonym(secret, "203.0.113.8")).not.toBe(ours);
    expect(pseudonym(`${secret}s`, "203.0.113.9")).not.toBe(ours);
    expect(() => pseudonym("short", "203.0.113.9")).toThrow(RangeError);
  });
});
