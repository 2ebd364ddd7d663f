import { describe, expect, test } from "vitest";
import { mintApiKey } from "../../../src/auth/index.ts";
import { AUDIT_ACTION_NAMES, AUDIT_ACTIONS } from "../../../src/compliance/audit-actions.ts";
import { auditEventSchema } from "../../../src/compliance/audit-event.ts";
import { personalDataIn } from "../../../src/compliance/personal-data.ts";
import { newId } from "../../../src/database/index.ts";

const event = { action: "sign_in", outcome: "done", actor: "user:5kTZ0hYzLm4wQ2sVn8aXcB" };
const problems = (more: object) =>
  auditEventSchema.safeParse({ ...event, ...more }).error?.issues.map(({ message }) => message);

describe("an audit event", () => {
  test("is taken as it should be", () => {
    for (const actor of ["system", "anonymous", "key:k1", "client:https://app.example/id"])
      expect(problems({ actor }), actor).toBeUndefined();
    expect(problems({ target: `consent:${newId()}:${newId()}` })).toBeUndefined();
    const details = { method: "pwd", scopes: "tracks:read keys:manage", count: 3, fresh: true };
    expect(problems({ details })).toBeUndefined();
    expect(AUDIT_ACTION_NAMES.length).toBeGreaterThan(35);
    for (const [name, sentence] of Object.entries(AUDIT_ACTIONS)) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  test.each([
    [{ action: "coffee_made" }],
    [{ outcome: "maybe" }],
    [{ actor: "" }],
    [{ actor: "Ana Maria" }],
    [{ actor: "user:ana maria" }],
    [{ target: `track:${"x".repeat(200)}` }],
    [{ tenantId: "x" }],
    [{ details: { list: ["x"] } }],
    [{ details: { nothing: null } }],
    [{ details: { much: Number.NaN } }],
    [{ details: { "Not A Name": 1 } }],
    [{ details: { long: "x".repeat(121) } }],
    [{ details: { lines: "a\nb" } }],
    [{ details: { half: "\ud800" } }],
    [{ details: Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`d${i}`, i])) }],
  ])("is refused: %j", (more) => {
    expect(problems(more)).toBeDefined();
  });

  test.each([
    ["ana@example.org", "an e-mail address"],
    ["Ana <ana@localhost>", "an e-mail address"],
    ["ana%40example.org", "an e-mail address"],
    ["203.0.113.9", "an IPv4 address"],
    ["from 10.0.0.1:443.", "an IPv4 address"],
    ["2001:db8::1", "an IPv6 address"],
    ["::1", "an IPv6 address"],
    ["fe80:0:0:0:0:0:0:1", "an IPv6 address"],
    ["00:1b:44:11:3a:b7", "an IPv6 address"],
    ["Bearer abc", "a bearer token"],
    ["eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln", "a JSON Web Token"],
    ["-----BEGIN PRIVATE KEY-----", "a private key"],
    [mintApiKey(), "an API key"],
    ["0aB".repeat(14), "a secret"],
  ])("keeps no personal data and no secret: %s", (text, kind) => {
    expect(personalDataIn(text)).toBe(kind);
    const found = problems({ details: { text } });
    expect(found?.join()).toContain(kind);
    // The refusal is logged, so it must not carry on what it refuses.
    expect(found?.join()).not.toContain(text);
    expect(problems({ target: `account:${text}` })).toBeDefined();
  });

  test.each([
    newId(),
    "a".repeat(64),
    "0f".repeat(32),
    "tracks:read tracks:write",
    "12:34:56",
    "1.2.3",
    "90 %",
  ])("lets through what is none: %s", (text) => {
    expect(personalDataIn(text)).toBeNull();
  });
});
