import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { openDatabase } from "../../../src/database/index.ts";
import { identityUnderTest } from "./identity-under-test.ts";

afterEach(() => vi.restoreAllMocks());

/** A database from which the accounts are gone. */
function withoutAccounts(): D1Database {
  return new Proxy(env.DB, {
    get: (database, key) => {
      if (key === "prepare") return (sql: string) => database.prepare(sql.replaceAll('"users"', '"gone"'));
      const value: unknown = Reflect.get(database, key);
      return typeof value === "function" ? value.bind(database) : value;
    },
  });
}

test("a query that fails is logged without what somebody typed, and answered without what went wrong", async () => {
  const lines: unknown[] = [];
  for (const level of ["debug", "log", "info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((...parts) => void lines.push(...parts));
  const { browser } = identityUnderTest({ db: openDatabase(withoutAccounts()) });

  const typed = { email: "ada@example.com", password: "correct horse battery staple", name: "Ada Lovelace" };
  const answer = await browser().post("/auth/sign-up/email", typed);

  expect(answer.status).toBe(500);
  expect(await answer.json()).toEqual({
    code: "INTERNAL_SERVER_ERROR",
    message: "Something went wrong here. Please try again.",
  });
  const logged = lines.map((line) => (line instanceof Error ? `${line.stack}` : JSON.stringify(line))).join();
  expect(logged).toContain("no such table");
  for (const secret of Object.values(typed)) expect(logged).not.toContain(secret);
});
