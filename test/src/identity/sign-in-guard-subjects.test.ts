import fc from "fast-check";
import { expect, test } from "vitest";
import { subjectsOf } from "../../../src/identity/sign-in-guard-subjects.ts";

const of = (account: string | null, network: string, secret = "secret") =>
  subjectsOf(secret, account, network);

test("one account however it is written", () => {
  const { account } = of("ada@example.org", "192.0.2.1");
  for (const spelling of [
    " ADA@example.org ",
    "ada@EXAMPLE.ORG",
    "ａｄａ@example.org",
    "\tada@example.org\n",
  ])
    expect(of(spelling, "192.0.2.1").account, spelling).toBe(account);
  expect(of("adb@example.org", "192.0.2.1").account).not.toBe(account);
});

test("IPv4 counts by the address, IPv6 by the /64, in any notation", () => {
  const same: [string, string][] = [
    ["192.0.2.1", "::ffff:192.0.2.1"],
    ["192.0.2.1", "::FFFF:c000:201"],
    ["2001:db8:1:2::1", "2001:DB8:1:2:ffff:ffff:ffff:ffff"],
    ["2001:db8:1:2::1", "2001:0db8:0001:0002:0000:0000:0000:0001"],
  ];
  for (const [a, b] of same) expect(of("x", a), `${a} ${b}`).toEqual(of("x", b));
  expect(of("x", "192.0.2.1").narrow).not.toBe(of("x", "192.0.2.2").narrow);
  expect(of("x", "192.0.2.1").wide).toBe(of("x", "192.0.2.2").wide);
  expect(of("x", "192.0.2.1").wide).not.toBe(of("x", "192.0.3.1").wide);
  expect(of("x", "2001:db8:1:2::").narrow).not.toBe(of("x", "2001:db8:1:3::").narrow);
  expect(of("x", "2001:db8:1:2::").wide).toBe(of("x", "2001:db8:1:3::").wide);
  expect(of("x", "2001:db8:1::").wide).not.toBe(of("x", "2001:db8:2::").wide);
});

test("names show nothing of what they stand for, and nobody without the secret finds them", () => {
  fc.assert(
    fc.property(fc.emailAddress(), fc.oneof(fc.ipV4(), fc.ipV6()), (account, network) => {
      const subjects = of(account, network);
      for (const name of Object.values(subjects)) expect(name).toMatch(/^[\w-]{43}$/);
      expect(new Set(Object.values(subjects)).size).toBe(4);
      const elsewhere = Object.values(of(account, network, "another secret"));
      for (const name of Object.values(subjects)) expect(elsewhere).not.toContain(name);
      // Accounts cannot be linked by the networks they know.
      expect(of(`x${account}`, network).familiar).not.toBe(subjects.familiar);
    }),
    { numRuns: 50, seed: 1 },
  );
});

test("domains are apart: an account cannot be named so that it is a network's counter", () => {
  expect(of("4/32:c0000201", "192.0.2.1").account).not.toBe(of("x", "192.0.2.1").narrow);
  expect(of(null, "192.0.2.1").account).toBeNull();
});
