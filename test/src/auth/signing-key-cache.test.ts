import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createIdentityLine, createSigningKeyCache } from "../../../src/auth/index.ts";
import { createSigner, type Signer, sign, tokenWorld } from "./signer.ts";

let old: Signer;
let next: Signer;
beforeAll(async () => {
  [old, next] = [await createSigner("old"), await createSigner("next")];
});

afterEach(() => void vi.restoreAllMocks());

const refuse = () => Promise.reject(new Error("down"));
const silence = () => new Promise<never>(() => {});
const unavailable = { code: "identity_unavailable", status: 503, headers: { "retry-after": "3" } };
const MINUTE_MS = 60_000;

describe("keys that change under traffic", () => {
  test("old and new tokens are both good from the moment there is a new key, for everybody at once", async () => {
    const { world, resolve } = tokenWorld(old);
    expect(await resolve(await sign(old))).not.toBeNull();
    world.now += 10_000;
    world.signers = [old, next];
    const tokens = await Promise.all(
      Array.from({ length: 40 }, (_, i) => sign(i % 2 ? old : next, { jti: String(i) })),
    );
    const principals = await Promise.all(tokens.map(resolve));
    expect(principals.filter((principal) => principal === null)).toEqual([]);
    expect(world.fetches).toBe(2);
  });

  test("a removed key is refused after the next fetch, also for tokens that are remembered", async () => {
    const { world, resolve } = tokenWorld(old, next);
    const [first, second] = [await sign(old), await sign(next)];
    expect(await resolve(first)).not.toBeNull();
    world.signers = [next];
    expect(await resolve(first)).not.toBeNull();
    world.now += 10_000;
    // Somebody's unknown key id is what makes this isolate look.
    expect(await resolve(await sign({ ...old, kid: "made-up" }))).toBeNull();
    expect(await resolve(first)).toBeNull();
    expect(await resolve(second)).not.toBeNull();
  });

  test("keys are fetched again after ten minutes, by one request", async () => {
    const { world, keys } = tokenWorld(old);
    await keys.find("old", world.background);
    world.now += 10 * MINUTE_MS - 1;
    await keys.find("old", world.background);
    expect(world.fetches).toBe(1);
    world.now += 1;
    world.signers = [next];
    const found = await Promise.all(Array.from({ length: 20 }, () => keys.find("old", world.background)));
    expect(found.every((key) => key === null)).toBe(true);
    expect(world.fetches).toBe(2);
  });

  test("a key under the id of an old one takes its place", async () => {
    const { world, resolve } = tokenWorld(old);
    await resolve(await sign(old));
    const again = await createSigner("old");
    world.signers = [again];
    world.now += 10 * MINUTE_MS;
    expect(await resolve(await sign(old, { iat: world.now / 1000, exp: world.now / 1000 + 600 }))).toBeNull();
    expect(
      await resolve(await sign(again, { iat: world.now / 1000, exp: world.now / 1000 + 600 })),
    ).not.toBeNull();
  });
});

describe("made-up key ids", () => {
  test("ask identity twice in ten seconds, however many come", async () => {
    const { world, keys } = tokenWorld(old);
    const flood = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, i) => keys.find(`made-up ${i}`, world.background)));
    expect((await flood(200)).every((key) => key === null)).toBe(true);
    expect(world.fetches).toBe(1);
    world.now += 1;
    await flood(200);
    expect(world.fetches).toBe(2);
    world.now += 9_998;
    await flood(200);
    expect(world.fetches).toBe(2);
    world.now += 1;
    await flood(200);
    expect(world.fetches).toBe(3);
    expect(await keys.find("old", world.background)).not.toBeNull();
  });

  test("leave room for a key that is made right after somebody asked", async () => {
    const { world, resolve } = tokenWorld(old);
    expect(await resolve(await sign(old))).not.toBeNull();
    world.now += 1_000;
    world.signers = [old, next];
    expect(await resolve(await sign(next))).not.toBeNull();
    expect(world.fetches).toBe(2);
  });

  test("during an outage too; their answer is 503 then, because they may be new", async () => {
    const { world, keys } = tokenWorld(old);
    await keys.find("old", world.background);
    world.fetchKeys = refuse;
    world.now += 10_000;
    for (let i = 0; i < 20; i++)
      await expect(keys.find(`made-up ${i}`, world.background)).rejects.toMatchObject(unavailable);
    expect(world.fetches).toBe(2);
    world.now += 9_999;
    for (let i = 0; i < 20; i++)
      await expect(keys.find("made-up", world.background)).rejects.toMatchObject(unavailable);
    expect(world.fetches).toBe(3);
    expect(await keys.find("old", world.background)).not.toBeNull();
  });
});

describe.each([
  ["fails", refuse],
  ["is silent", silence],
  ["answers nonsense", async () => ({ keys: "none" }) as never],
])("identity %s", (_, failing) => {
  test("with nothing known: 503, at once for whoever comes right after, and good as soon as it is back", async () => {
    const { world, resolve } = tokenWorld(old);
    const { fetchKeys } = world;
    world.fetchKeys = failing;
    const token = await sign(old);
    await expect(resolve(token)).rejects.toMatchObject(unavailable);
    const waits = vi.spyOn(globalThis, "setTimeout");
    for (let i = 0; i < 10; i++) await expect(resolve(token)).rejects.toMatchObject(unavailable);
    expect(waits).not.toHaveBeenCalled();
    expect([world.fetches, world.failures]).toEqual([1, 1]);
    world.now += 3_000;
    world.fetchKeys = fetchKeys;
    expect(await resolve(token)).not.toBeNull();
  });

  test("with keys known: they are good for a day, nobody waits twice, and are fetched when it is back", async () => {
    const { world, keys } = tokenWorld(old);
    const { fetchKeys } = world;
    await keys.find("old", world.background);
    world.fetchKeys = failing;
    world.now += 10 * MINUTE_MS;
    expect(await keys.find("old", world.background)).not.toBeNull();
    expect(world.fetches).toBe(2);
    world.now += 3_000;
    const waits = vi.spyOn(globalThis, "setTimeout");
    for (let i = 0; i < 20; i++) expect(await keys.find("old", world.background)).not.toBeNull();
    // The one that asks identity in the background gives it so long; nobody's look-up waits.
    expect(waits).toHaveBeenCalledTimes(1);
    await world.settle();
    expect(world.fetches).toBe(3);

    world.fetchKeys = fetchKeys;
    world.signers = [next];
    world.now += 3_000;
    expect(await keys.find("old", world.background)).not.toBeNull();
    await world.settle();
    expect(await keys.find("old", world.background)).toBeNull();
    expect(await keys.find("next", world.background)).not.toBeNull();
  });

  test("for a day: what was known then is good no longer", async () => {
    const { world, keys } = tokenWorld(old);
    await keys.find("old", world.background);
    world.fetchKeys = failing;
    world.now += 24 * 60 * MINUTE_MS - 1;
    expect(await keys.find("old", world.background)).not.toBeNull();
    world.now += 3_001;
    await expect(keys.find("old", world.background)).rejects.toMatchObject(unavailable);
  });
});

test("those who look for the answer of a request that died take over from it", async () => {
  // A request that is cancelled takes its timers with it: what it waits for never ends.
  const line = createIdentityLine({ onUnreachable: () => {} });
  let asked = 0;
  const dying = {
    ...line,
    ask: <T>(question: () => Promise<T>) => (asked++ ? line.ask(question) : silence()),
  };
  const keys = createSigningKeyCache(async () => ({ keys: [old.jwk] }), dying);
  void keys.find("old", () => {});
  const found = await Promise.all([1, 2, 3].map(() => keys.find("old", () => {})));
  expect(found.every((key) => key !== null)).toBe(true);
  expect(asked).toBe(2);
});

test("of a set only the keys that can verify our tokens are taken", async () => {
  const { world, keys } = tokenWorld();
  const x = old.jwk.x!;
  const good = { kty: "OKP", crv: "Ed25519", x };
  world.fetchKeys = async () => ({
    keys: [
      { ...good, kid: "plain" },
      { ...good, kid: "full", alg: "EdDSA", use: "sig" },
      { ...good, kid: "encrypts", use: "enc" },
      { ...good, kid: "other algorithm", alg: "ES256" },
      { ...good, kid: "short", x: "AAAA" },
      { ...good, kid: "curve", crv: "X25519" },
      { kty: "oct", k: x, kid: "symmetric" },
      { ...good },
      null as never,
      { ...next.jwk, kid: "plain" },
    ],
  });
  for (const kid of ["plain", "full"]) expect(await keys.find(kid, world.background), kid).not.toBeNull();
  for (const kid of ["encrypts", "other algorithm", "short", "curve", "symmetric", "undefined"])
    expect(await keys.find(kid, world.background), kid).toBeNull();
  // The first of two under one id counts, as it does for whoever reads the set in order.
  expect(await crypto.subtle.exportKey("raw", (await keys.find("plain", world.background))!)).toEqual(
    await crypto.subtle.exportKey("raw", (await keys.find("full", world.background))!),
  );
});
