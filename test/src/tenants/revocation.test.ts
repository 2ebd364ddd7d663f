import { describe, expect, test } from "vitest";
import type { Principal } from "../../../src/policy/index.ts";
import { isRevoked } from "../../../src/tenants/revocation.ts";

const AT = 1_000_000;
const base = { tenantId: "t", scopes: [], methods: [] } as const;
const key: Principal = { ...base, actor: "key:k1", role: "service", credentialId: "k1" };
const person: Principal = {
  ...base,
  actor: "user:u1",
  role: "owner",
  credentialId: "s1",
  issuedAt: AT - 5_000,
};
const throughApp: Principal = { ...person, clientId: "c1" };
const app: Principal = {
  ...base,
  actor: "client:c1",
  role: "service",
  credentialId: "c1",
  clientId: "c1",
  issuedAt: AT - 5_000,
};

const revoked = (...subjects: string[]) => new Map(subjects.map((subject) => [subject, AT]));

describe("what a revocation ends", () => {
  test.each<[string, string, Principal[]]>([
    ["a key", "key:k1", [key]],
    ["a sign-in session, and what apps got in it", "session:s1", [person, throughApp]],
    ["a person", "user:u1", [person, throughApp]],
    ["an app, for itself and for others", "client:c1", [app, throughApp]],
    ["a consent", "consent:c1:u1", [throughApp]],
    ["somebody else's", "user:u2", []],
    ["another kind with the same id", "session:k1", []],
    ["another kind with the same id", "key:s1", []],
    ["another kind with the same id", "session:c1", []],
    ["the consent of another", "consent:c1:u2", []],
  ])("%s: %s", (_, subject, ended) => {
    for (const principal of [key, person, throughApp, app])
      expect(isRevoked(principal, revoked(subject)), principal.actor).toBe(ended.includes(principal));
  });

  test("what was issued later is good again, except of keys and sessions, which end for good", () => {
    const later = { issuedAt: AT + 1_000 };
    for (const subject of ["user:u1", "client:c1", "consent:c1:u1"])
      expect(isRevoked({ ...throughApp, ...later }, revoked(subject)), subject).toBe(false);
    expect(isRevoked({ ...throughApp, ...later }, revoked("session:s1"))).toBe(true);
    expect(isRevoked({ ...key, ...later }, revoked("key:k1"))).toBe(true);
  });

  test("what does not say when it was issued counts as older, and so does what was at the same moment", () => {
    const { issuedAt: _, ...undated } = person;
    expect(isRevoked(undated, revoked("user:u1"))).toBe(true);
    expect(isRevoked({ ...person, issuedAt: AT }, revoked("user:u1"))).toBe(true);
    expect(isRevoked(undated, revoked("user:u2"))).toBe(false);
  });
});
