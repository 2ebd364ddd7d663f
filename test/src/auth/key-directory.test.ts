import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  createApiKeyStore,
  createCredentialDirectory,
  createIdentityLine,
  createRpcKeyDirectory,
  hashApiKey,
  mintApiKey,
  rememberKeys,
  resolveKey,
} from "../../../src/auth/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { type Principal, type Role, SCOPES } from "../../../src/policy/index.ts";
import { createTenant } from "../../workers/gateway/tenant.ts";
import { collectWork } from "./background.ts";

const principal: Principal = {
  tenantId: "t",
  actor: "key:k",
  role: "service",
  scopes: ["tracks:read"],
  credentialId: "k",
  methods: [],
};

/** A directory whose clock and whose identity the test holds in its hands. */
function directoryWith(answer: (hash: string) => Promise<Principal | null>) {
  const world = { now: 1_000_000, answer, asked: 0, failures: 0, ...collectWork() };
  const line = createIdentityLine({
    onUnreachable: () => world.failures++,
    now: () => world.now,
    patienceMs: 30,
  });
  const ask = (hash: string) => {
    world.asked++;
    return world.answer(hash);
  };
  const directory = rememberKeys(createRpcKeyDirectory(ask, line), line, () => world.now);
  return { ...directory, world, resolve: (key: string) => directory.resolve(key, world.background) };
}

afterEach(() => void vi.restoreAllMocks());

const refuse = () => Promise.reject(new Error("down"));
const unavailable = { code: "identity_unavailable", status: 503, headers: { "retry-after": "3" } };

describe("what is remembered", () => {
  test("is asked again only when it has aged or is forgotten", async () => {
    const { resolve, forget, world } = directoryWith(async () => principal);
    const key = mintApiKey();
    await resolve(key);
    world.now += 29_999;
    expect(await resolve(key)).toEqual(principal);
    expect(world.asked).toBe(1);
    world.now += 1;
    await resolve(key);
    expect(world.asked).toBe(2);
    forget("k");
    await resolve(key);
    expect(world.asked).toBe(3);
  });

  test("an expired key is refused to the millisecond, without asking, and also while identity is down", async () => {
    const { resolve, world } = directoryWith(async () => ({ ...principal, expiresAt: 1_005_000 }));
    const key = mintApiKey();
    await resolve(key);
    world.now = 1_004_999;
    expect(await resolve(key)).not.toBeNull();
    world.answer = refuse;
    world.now = 1_005_000;
    expect(await resolve(key)).toBeNull();
    expect(world.asked).toBe(1);
  });

  test("an unknown key is refused for two seconds without asking, and then found when it was made meanwhile", async () => {
    const { resolve, world } = directoryWith(async () => null);
    const key = mintApiKey();
    expect([await resolve(key), await resolve(key), world.asked]).toEqual([null, null, 1]);
    world.answer = async () => principal;
    world.now += 1_999;
    expect(await resolve(key)).toBeNull();
    world.now += 1;
    expect(await resolve(key)).toEqual(principal);
  });

  test("made-up keys, however many, push no good one out", async () => {
    const good = mintApiKey();
    const { resolve, world } = directoryWith(async (hash) => (hash === hashApiKey(good) ? principal : null));
    await resolve(good);
    for (let i = 0; i < 6_000; i++) await resolve(mintApiKey());
    const asked = world.asked;
    expect(await resolve(good)).toEqual(principal);
    expect(world.asked).toBe(asked);
  });

  test("a look-up that never ends, because its client hung up, holds up nobody else", async () => {
    const answers = [new Promise<Principal>(() => {}), Promise.resolve(principal)];
    const { resolve } = directoryWith(() => answers.shift()!);
    const key = mintApiKey();
    const first = resolve(key);
    expect(await resolve(key)).toEqual(principal);
    // By then the other one is known, so that this one is not lost either.
    expect(await first).toEqual(principal);
  });

  test("an answer that a revocation overtook is not remembered", async () => {
    let answer: (found: Principal) => void = () => {};
    const { resolve, forget, world } = directoryWith(() => new Promise((resolve) => (answer = resolve)));
    const key = mintApiKey();
    const early = resolve(key);
    await Promise.resolve();
    forget("k");
    answer(principal);
    await early;
    world.answer = async () => null;
    expect(await resolve(key)).toBeNull();
  });
});

describe("while identity is down", () => {
  test.each([
    ["fails", refuse],
    ["is silent", () => new Promise<never>(() => {})],
    ["answers nonsense", async () => ({ ...principal, role: "root" }) as never],
  ])(
    "%s: a good key stays good for 15 minutes and no longer; an unknown one answers 503",
    async (_, failing) => {
      const { resolve, world } = directoryWith(async () => principal);
      const key = mintApiKey();
      await resolve(key);
      world.answer = failing;
      world.now += 30_000;
      expect(await resolve(key)).toEqual(principal);
      expect(world.failures).toBe(1);
      await expect(resolve(mintApiKey())).rejects.toMatchObject(unavailable);
      world.now += 15 * 60_000 - 1;
      expect(await resolve(key)).toEqual(principal);
      await world.settle();
      world.now += 1;
      await expect(resolve(key)).rejects.toMatchObject(unavailable);
    },
  );

  test("who presents a key that only it knows is told at once, and one in three seconds tries it again", async () => {
    const { resolve, world } = directoryWith(refuse);
    await expect(resolve(mintApiKey())).rejects.toMatchObject(unavailable);
    for (let turn = 0; turn < 50; turn++)
      await expect(resolve(mintApiKey())).rejects.toMatchObject(unavailable);
    expect(world.asked).toBe(1);
    world.now += 3_000;
    world.answer = async () => principal;
    expect(await resolve(mintApiKey())).toEqual(principal);
    expect(await resolve(mintApiKey())).toEqual(principal);
    expect(world.asked).toBe(3);
  });

  test("nobody waits for it again; it is tried in the background every three seconds, and found when it is back", async () => {
    const { resolve, world } = directoryWith(async () => principal);
    const key = mintApiKey();
    await resolve(key);
    world.answer = () => new Promise<never>(() => {});
    world.now += 30_000;
    await resolve(key);
    expect(world.asked).toBe(2);
    for (let i = 0; i < 20; i++) await resolve(key);
    expect(world.asked).toBe(2);
    world.now += 3_000;
    const waits = vi.spyOn(globalThis, "setTimeout");
    for (let i = 0; i < 20; i++) expect(await resolve(key)).toEqual(principal);
    // The one that asks identity in the background gives it so long; nobody's look-up waits.
    expect(waits).toHaveBeenCalledTimes(1);
    expect(world.asked).toBe(3);
    await world.settle();

    world.answer = async () => null;
    world.now += 3_000;
    expect(await resolve(key)).toEqual(principal);
    await world.settle();
    expect(await resolve(key)).toBeNull();
  });

  test("a key that is forgotten then is not trusted any more", async () => {
    const { resolve, forget, world } = directoryWith(async () => principal);
    const key = mintApiKey();
    await resolve(key);
    world.answer = refuse;
    forget("k");
    await expect(resolve(key)).rejects.toMatchObject(unavailable);
  });
});

describe("what is asked", () => {
  test("is the hash; the key itself never leaves the gateway", async () => {
    const heard: string[] = [];
    const { resolve } = directoryWith(async (hash) => {
      heard.push(hash);
      return null;
    });
    const key = mintApiKey();
    await resolve(key);
    expect(heard).toEqual([hashApiKey(key)]);
  });

  test("an answer is copied, and what is not known here is left out of it", async () => {
    const answer = {
      ...principal,
      scopes: ["tracks:read", "worlds:rule"],
      [Symbol.dispose]: () => {},
      more: 1,
    };
    const { resolve } = directoryWith(async () => answer as never);
    const got = await resolve(mintApiKey());
    expect(got).toStrictEqual(principal);
    expect(Object.getOwnPropertySymbols(got)).toEqual([]);
  });

  test.each([
    "",
    "not a key",
    `dsc_${"x".repeat(42)}`,
    `dsc_${"x".repeat(44)}`,
    "x".repeat(100_000),
    "a.b.c",
  ])("what cannot be a key costs no look-up", async (junk) => {
    const { resolve, world } = directoryWith(async () => principal);
    expect([await resolve(junk), world.asked]).toEqual([null, 0]);
  });

  test("a credential goes where it belongs by its looks, and nowhere when it looks like nothing", async () => {
    const answering = (actor: string) => ({
      resolve: async () => ({ ...principal, actor }),
      forget: () => {},
    });
    const { resolve } = createCredentialDirectory(answering("a key"), answering("a token"));
    const actorOf = async (credential: string) => (await resolve(credential, () => {}))?.actor ?? null;
    expect(await actorOf(mintApiKey())).toBe("a key");
    const signature = `${"c".repeat(85)}A`;
    expect(await actorOf(`aa.bb.${signature}`)).toBe("a token");
    for (const junk of ["", "aa.bb", "aa.bb.", "aa.bb.cc", "Basic", "dsc_", signature, "x".repeat(10_000)])
      expect(await actorOf(junk), junk).toBeNull();
    for (const start of ["aa.", ".bb", "", "aa.b=", "aa.bb.dd", `aa.${"b".repeat(100_000)}`])
      expect(await actorOf(`${start}.${signature}`), start.slice(0, 20)).toBeNull();
  });
});

/** For keys that the server made: nobody's role is asked for. */
const nobody = async () => null;

describe("identity's answer", () => {
  const keys = () => createApiKeyStore(openDatabase(env.DB));

  test("unknown, revoked and expired keys, and what is no hash, are all the same: nobody's", async () => {
    const [revoked, expired] = [await createTenant(), await createTenant()];
    await env.DB.prepare("update api_keys set revoked_at = 1 where id = ?").bind(revoked.keyId).run();
    await env.DB.prepare("update api_keys set expires_at = 5000 where id = ?").bind(expired.keyId).run();
    expect((await resolveKey(keys(), nobody, hashApiKey(expired.key), 4_999)).principal).toMatchObject({
      tenantId: expired.id,
      expiresAt: 5_000,
    });
    for (const hash of [
      hashApiKey(revoked.key),
      hashApiKey(expired.key),
      hashApiKey("?"),
      "",
      "%",
      revoked.key,
    ])
      expect(await resolveKey(keys(), nobody, hash, 5_000), hash).toStrictEqual({ principal: null });
  });

  test("a use is noted once a minute, and the answer does not wait for it", async () => {
    const { key, keyId } = await createTenant();
    const noted = () =>
      env.DB.prepare("select last_used_at at from api_keys where id = ?").bind(keyId).first("at");
    const at = 10_000_000;
    const first = await resolveKey(keys(), nobody, hashApiKey(key), at);
    const beside = await resolveKey(keys(), nobody, hashApiKey(key), at + 10);
    await first.work;
    await beside.work;
    expect(await noted()).toBe(at);
    expect((await resolveKey(keys(), nobody, hashApiKey(key), at + 59_999)).work).toBeUndefined();
    await (await resolveKey(keys(), nobody, hashApiKey(key), at + 60_000)).work;
    expect(await noted()).toBe(at + 60_000);
  });

  test("a scope that no longer exists is not given", async () => {
    const { key, keyId } = await createTenant(["tracks:read"]);
    await env.DB.prepare("update api_keys set scopes = ? where id = ?")
      .bind('["tracks:read","root"]', keyId)
      .run();
    expect((await resolveKey(keys(), nobody, hashApiKey(key), 1)).principal?.scopes).toEqual(["tracks:read"]);
  });

  test("a key does no more than the person behind it may do now, through however many keys it was made", async () => {
    const tenant = await createTenant();
    const made = async (createdBy: string, scopes: readonly string[]) => {
      const key = mintApiKey();
      const id = newId();
      const row = {
        id,
        name: "k",
        hash: hashApiKey(key),
        hint: key.slice(-4),
        scopes: [...scopes],
        createdBy,
      };
      await keys().insert(tenant.id, row);
      return { key, id };
    };
    const first = await made("user:u1", SCOPES);
    const second = await made(`key:${first.id}`, SCOPES);
    const third = await made(`key:${second.id}`, ["tracks:read", "tracks:delete"]);
    const as = async (key: string, role: Role | null) =>
      (await resolveKey(keys(), async (_, userId) => (userId === "u1" ? role : null), hashApiKey(key), 7))
        .principal;

    expect(await as(third.key, "owner")).toMatchObject({
      scopes: ["tracks:read", "tracks:delete"],
      madeBy: "user:u1",
      issuedAt: 7,
    });
    expect((await as(third.key, "member"))?.scopes).toEqual(["tracks:read"]);
    expect((await as(first.key, "analyst"))?.scopes).not.toContain("tracks:write");
    for (const { key } of [first, second, third]) expect(await as(key, null)).toBeNull();
  });

  test("keys that made each other in a circle are nobody's, and end no look-up", async () => {
    const [one, other] = [await createTenant(), await createTenant()];
    const makes = env.DB.prepare("update api_keys set created_by = ? where id = ?");
    await env.DB.batch([
      makes.bind(`key:${other.keyId}`, one.keyId),
      makes.bind(`key:${one.keyId}`, other.keyId),
    ]);
    expect((await resolveKey(keys(), nobody, hashApiKey(one.key), 1)).principal?.madeBy).toBeUndefined();
  });
});
