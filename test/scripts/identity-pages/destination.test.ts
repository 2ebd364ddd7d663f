import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownPath } from "../../../src/identity/pages/destination.ts";

const ORIGIN = "https://descant.example";

describe("where the sign-in page goes on to", () => {
  it("is a path of this site with its query and hash", () => {
    expect(ownPath("/account#security", ORIGIN, "/x")).toBe("/account#security");
    expect(ownPath("/device?user_code=AB-CD", ORIGIN, "/x")).toBe("/device?user_code=AB-CD");
    expect(ownPath(null, ORIGIN, "/account")).toBe("/account");
  });

  it.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "https://evil.example/account",
    "https:evil.example",
    "javascript:alert(1)",
    " /account",
    "account",
    "",
  ])("is never %j", (wanted) => {
    expect(ownPath(wanted, ORIGIN, "/otherwise")).toBe("/otherwise");
  });

  it("stays on this site whatever the address says", () => {
    const pieces = fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "evil.example",
      "@",
      ":",
      "\t",
      "%2f",
      "?",
      "#",
      "a",
      "https:",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const path = ownPath(parts.join(""), ORIGIN, "/account");
        expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
        expect(path).toMatch(/^\/(?!\/)/);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
});
