import { env } from "cloudflare:workers";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { SYSTEM_TENANT } from "../../../src/compliance/index.ts";
import { openDatabase } from "../../../src/database/index.ts";
import { API, createPerson, identityUnderTest, ORIGIN, signIn } from "./identity-under-test.ts";

const DAY_MS = 24 * 60 * 60_000;
const { browser, identity, told } = identityUnderTest();

const age = (kid: string, ms: number) =>
  env.DB.prepare("update signing_keys set expires_at = ? where id = ?")
    .bind(Date.now() - ms, kid)
    .run();

/**
 * A database that tells who looks for a key that there is none, when that was true, but only once `arrive` is called. It is
 * looked twice, the first time for a key of the algorithm.
 */
function lateDatabase() {
  const [asked, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let looks = 0;
  const late = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get: (target, key) => {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== "function") return method;
        if (key === "bind") return (...values: unknown[]) => late(target.bind(...values));
        return async (...args: unknown[]) => {
          const answer: unknown = await method.apply(target, args);
          asked.resolve();
          await arrived.promise;
          return answer;
        };
      },
    });
  const db = new Proxy(env.DB, {
    get: (database, key) => {
      const value: unknown = Reflect.get(database, key);
      if (typeof value !== "function") return value;
      if (key !== "prepare") return value.bind(database);
      return (sql: string) => {
        const statement = database.prepare(sql);
        const looksForKey = /^select .* from "signing_keys"/.test(sql);
        return looksForKey && ++looks === 2 ? late(statement) : statement;
      };
    },
  });
  return { db, asked: asked.promise, arrive: arrived.resolve };
}

describe("signing keys", () => {
  test("are replaced when their time is over; what they signed is good until it expires", async () => {
    const page = browser();
    await signIn(page, await createPerson());
    const take = async () => (await (await page.get("/auth/token")).json<{ token: string }>()).token;
    const verify = async (token: string) =>
      jwtVerify(token, createLocalJWKSet(await identity.jwks()), { issuer: ORIGIN, audience: API });
    const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? "";

    const before = await take();
    expect(kidOf(await take())).toBe(kidOf(before));
    await age(kidOf(before), 1);
    const after = await take();
    expect(kidOf(after)).not.toBe(kidOf(before));
    await Promise.all([before, after].map(verify));
    expect((await identity.jwks()).keys).toHaveLength(2);
    expect(told.audit.filter(({ event }) => event.action === "signing_key_rotated")).toEqual([
      expect.objectContaining({ tenantId: SYSTEM_TENANT }),
      expect.objectContaining({ tenantId: SYSTEM_TENANT }),
    ]);

    await age(kidOf(before), 31 * DAY_MS);
    expect((await identity.jwks()).keys.map(({ kid }) => kid)).toEqual([kidOf(after)]);
    await expect(verify(before)).rejects.toThrow();
  });

  test("are made once, however many find out at once that one is needed", async () => {
    const page = browser();
    await signIn(page, await createPerson());
    await env.DB.prepare("update signing_keys set expires_at = 1").run();
    const answers = await Promise.all(Array.from({ length: 12 }, () => page.get("/auth/token")));
    const kids = await Promise.all(
      answers.map(
        async (answer) => decodeProtectedHeader((await answer.json<{ token: string }>()).token).kid,
      ),
    );
    expect(new Set(kids).size).toBe(1);
    expect((await identity.jwks()).keys).toHaveLength(1);
  });

  test("are made once, also when one of those who found out comes after the other is done", async () => {
    const [page, { db, asked, arrive }] = [browser(), lateDatabase()];
    await signIn(page, await createPerson());
    const latecomer = identityUnderTest({ db: openDatabase(db) }).browser();
    for (const cookie of page.cookies) latecomer.cookies.set(...cookie);
    await env.DB.prepare("update signing_keys set expires_at = 1").run();
    const take = async (from: typeof page) =>
      decodeProtectedHeader((await (await from.get("/auth/token")).json<{ token: string }>()).token).kid;
    const late = take(latecomer);
    await asked;
    const kid = await take(page);
    arrive();
    expect(await late).toBe(kid);
    expect((await identity.jwks()).keys).toHaveLength(1);
  });

  test("last thirty days and are kept encrypted, and published without their private half", async () => {
    const { keys } = await identity.jwks();
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "x"]);
    const { results } = await env.DB.prepare("select * from signing_keys").all<{
      private_key: string;
      created_at: number;
      expires_at: number;
    }>();
    for (const row of results) expect(row.private_key).not.toContain('"d"');
    const newest = results.at(-1)!;
    expect(newest.expires_at - newest.created_at).toBeGreaterThan(29.9 * DAY_MS);
    expect(newest.expires_at - newest.created_at).toBeLessThan(30.1 * DAY_MS);
  });

  test("are published at the root and in the discovery document, for anybody", async () => {
    const page = browser();
    const metadata = await (await page.get("/.well-known/openid-configuration")).json<
      Record<string, unknown>
    >();
    expect(metadata).toMatchObject({
      issuer: ORIGIN,
      jwks_uri: `${ORIGIN}/.well-known/jwks.json`,
      authorization_endpoint: `${ORIGIN}/auth/oauth2/authorize`,
      code_challenge_methods_supported: ["S256"],
      id_token_signing_alg_values_supported: ["EdDSA"],
    });
    const other = await page.get("/.well-known/oauth-authorization-server");
    expect(await other.json()).toEqual(metadata);
    const published = await page.get("/.well-known/jwks.json");
    expect(published.headers.get("cache-control")).toMatch(/max-age/);
    expect(await published.json()).toEqual(await identity.jwks());
    expect((await page.post("/.well-known/jwks.json")).status).toBe(405);
  });
});
