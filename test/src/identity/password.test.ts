import { scryptSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hashPassword, verifyPassword } from "../../../src/identity/index.ts";

const PASSWORD = "correct horse battery staple";

describe("password hashes", () => {
  test("fit their password and no other, and differ each time", () => {
    const [one, two] = [hashPassword(PASSWORD), hashPassword(PASSWORD)];
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect([verifyPassword(PASSWORD, one), verifyPassword(PASSWORD, two)]).toEqual([true, true]);
    expect(verifyPassword(`${PASSWORD} `, one)).toBe(false);
    expect(verifyPassword("", one)).toBe(false);
  });

  test("take passwords that look the same for the same", () => {
    expect(verifyPassword("pässwort mit Umlaut", hashPassword("pa\u0308sswort mit Umlaut"))).toBe(true);
  });

  test("are scrypt's own: an independent derivation gives the same key", () => {
    const [, salt = "", key] = /p=1\$(.+)\$(.+)$/.exec(hashPassword(PASSWORD)) ?? [];
    const options = { N: 32_768, r: 8, p: 1, maxmem: 2 ** 26 };
    const derived = scryptSync(PASSWORD, Buffer.from(salt, "base64"), 32, options);
    expect(derived.toString("base64").replace(/=+$/, "")).toBe(key);
  });

  test.each([
    [""],
    ["plain text"],
    ["$scrypt$ln=30,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ["$scrypt$ln=15,r=8,p=99$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ["$argon2id$v=19$m=65536,t=3,p=4$AAAA$AAAA"],
  ])("that are none of ours, or would cost too much, fit nothing: %s", (hash) => {
    expect(verifyPassword(PASSWORD, hash)).toBe(false);
  });
});
