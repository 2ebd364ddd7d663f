import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { compress } from "../../../src/audio/fingerprint/compare/index.ts";
import { openDatabase } from "../../../src/database/index.ts";
import { createFingerprintStore, recordDuplicates } from "../../../src/fingerprints/index.ts";
import { queuedTrack } from "../../workers/gateway/queued-track.ts";
import { createTenant, errorOf, type Tenant } from "../../workers/gateway/tenant.ts";

const db = openDatabase(env.DB);
const store = createFingerprintStore(db, env.DB);

/** Hashes of no recording: each a new pseudo-random number (xorshift). */
function hashesOf(seed: number, length = 400): Uint32Array {
  let x = seed * 2_654_435_761 + 1;
  return Uint32Array.from({ length }, () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  });
}

/** Another copy: each third hash has a bit flipped, and the ends are trimmed. */
const copyOf = (hashes: Uint32Array, trimmed = 16) =>
  hashes.slice(trimmed, -trimmed).map((hash, i) => (i % 3 === 0 ? hash ^ (1 << (i & 31)) : hash));

async function fingerprinted(tenantId: string, hashes: Uint32Array): Promise<string> {
  const { trackId } = await queuedTrack(tenantId);
  const durationMs = Math.round((hashes.length * 1_365_000) / 11_025);
  const [first, ...rest] = store.put(tenantId, { trackId, durationMs, hashes }, 1);
  await db.batch([first!, ...rest]);
  return trackId;
}

const lookup = (tenant: Tenant, body: unknown) =>
  tenant.fetch("/v1/fingerprints/lookup", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });

interface Found {
  matches: { track: { id: string }; score: number; offset_seconds: number; overlap_seconds: number }[];
  cards: Record<string, string>;
}

const rowsOf = async (tenantId: string) => {
  const tables = ["fingerprints", "fingerprint_keys", "duplicates"];
  const counts = tables.map((table) =>
    env.DB.prepare(`select count(*) as n from ${table} where tenant_id = ?`)
      .bind(tenantId)
      .first<number>("n"),
  );
  return Promise.all(counts);
};

describe("lookup", () => {
  let tenant: Tenant;
  let ids: string[];
  beforeAll(async () => {
    tenant = await createTenant();
    ids = [];
    for (let seed = 1; seed <= 5; seed++) ids.push(await fingerprinted(tenant.id, hashesOf(seed)));
  });

  test("finds a copy, and an excerpt where it was cut: compressed, raw, or a track's own", async () => {
    const excerpt = hashesOf(3).slice(100, 180);
    for (const body of [{ hashes: [...excerpt] }, { fingerprint: compress(excerpt), duration: 10 }]) {
      const { matches, cards } = await (await lookup(tenant, body)).json<Found>();
      expect(matches.map(({ track }) => track.id)).toEqual([ids[2]]);
      expect(matches[0]).toMatchObject({ score: 1, offset_seconds: 12.38, overlap_seconds: 9.9 });
      expect(cards).toEqual({ fingerprint: "http://descant.test/v1/models/fingerprint/card" });
    }
    const other = await fingerprinted(tenant.id, copyOf(hashesOf(4)));
    const { matches } = await (await lookup(tenant, { track_id: other })).json<Found>();
    expect(matches.map(({ track }) => track.id)).toEqual([ids[3]]);
    expect(matches[0]!.score).toBeGreaterThan(0.95);
    const all = await (await lookup(tenant, { hashes: [...hashesOf(4)], limit: 1 })).json<Found>();
    expect(all.matches.length).toBe(1);
  });

  test("finds nothing of what is not there, nor of silence, nor of one hash", async () => {
    for (const hashes of [[...hashesOf(99)], Array(300).fill(627_964_279), [1]]) {
      expect((await (await lookup(tenant, { hashes })).json<Found>()).matches).toEqual([]);
    }
    expect((await (await lookup(tenant, { fingerprint: "AQAAAA" })).json<Found>()).matches).toEqual([]);
  });

  test("another tenant finds none of it", async () => {
    const stranger = await createTenant();
    expect((await (await lookup(stranger, { hashes: [...hashesOf(1)] })).json<Found>()).matches).toEqual([]);
    for (const path of [`/v1/tracks/${ids[0]}/fingerprint`, `/v1/tracks/${ids[0]}/duplicates`]) {
      expect(await errorOf(await stranger.fetch(path))).toMatchObject({ status: 404, code: "not_found" });
    }
    expect(await errorOf(await lookup(stranger, { track_id: ids[0] }))).toMatchObject({ code: "not_found" });
  });

  test.each([
    ["nothing", {}],
    ["two ways at once", { hashes: [1], fingerprint: "AQAAAA" }],
    ["an unknown member", { hashes: [1], tenant_id: "x" }],
    ["no base64", { fingerprint: "no base64!" }],
    ["padding", { fingerprint: "AQAAAA==" }],
    ["a cut fingerprint", { fingerprint: "AQAB" }],
    ["a count that is not there", { fingerprint: "Af____8" }],
    ["an empty text", { fingerprint: "" }],
    ["an enormous text", { fingerprint: "A".repeat(60_001) }],
    ["no hashes", { hashes: [] }],
    ["too many hashes", { hashes: Array(5_001).fill(1) }],
    ["hashes that are none", { hashes: [-1] }],
    ["fractions", { hashes: [1.5] }],
    ["33 bits", { hashes: [2 ** 32] }],
    ["texts", { hashes: ["1"] }],
    ["a number for a text", { fingerprint: 7 }],
    ["no id", { track_id: "1'; drop table tracks; --" }],
    ["a limit of none", { hashes: [1], limit: 0 }],
    ["too high a limit", { hashes: [1], limit: 1_000 }],
    ["a list", []],
    ["null", null],
  ])("%s is refused", async (_, body) => {
    const answer = await lookup(tenant, body);
    expect(await errorOf(answer)).toMatchObject({ status: 400, code: "invalid_request" });
  });

  test("no JSON is refused, and so is more than a body may be", async () => {
    expect(await errorOf(await lookup(tenant, "{"))).toMatchObject({ status: 400 });
    const huge = await lookup(tenant, `{"fingerprint":"${"A".repeat(4_000_000)}"}`);
    expect([400, 413]).toContain((await errorOf(huge)).status);
  });
});

describe("a track's own", () => {
  test("fingerprint: the first two minutes for AcoustID, all of it raw", async () => {
    const tenant = await createTenant();
    const hashes = hashesOf(7, 1_200);
    const id = await fingerprinted(tenant.id, hashes);
    const answer = await (await tenant.fetch(`/v1/tracks/${id}/fingerprint`)).json();
    expect(answer).toMatchObject({
      track_id: id,
      duration: 148.571,
      fingerprint: compress(hashes.slice(0, 948)),
      hashes: [...hashes],
      algorithm: 2,
    });
  });

  test("is not there before the analysis", async () => {
    const tenant = await createTenant();
    const { trackId } = await queuedTrack(tenant.id);
    for (const name of ["fingerprint", "duplicates"]) {
      const answer = await tenant.fetch(`/v1/tracks/${trackId}/${name}`);
      expect(await errorOf(answer)).toMatchObject({ status: 404, code: "analysis_pending" });
    }
  });

  test("duplicates are seen from both sides, again after another analysis, and go with either track", async () => {
    const tenant = await createTenant();
    const original = await fingerprinted(tenant.id, hashesOf(11));
    await fingerprinted(tenant.id, hashesOf(12));
    const hashes = copyOf(hashesOf(11));
    const copy = await fingerprinted(tenant.id, hashes);
    for (let time = 0; time < 2; time++) {
      expect(await recordDuplicates(store, tenant.id, copy, hashes, time)).toBe(1);
    }
    const seen = async (id: string) => {
      const answer = await tenant.fetch(`/v1/tracks/${id}/duplicates`);
      return (await answer.json<{ duplicates: Found["matches"] }>()).duplicates;
    };
    expect(await seen(copy)).toMatchObject([{ track: { id: original }, offset_seconds: 1.98 }]);
    expect(await seen(original)).toMatchObject([{ track: { id: copy }, offset_seconds: -1.98 }]);
    expect((await rowsOf(tenant.id))[2]).toBe(1);
    // Of an excerpt it is not said that it is the same recording.
    const excerpt = hashesOf(12).slice(0, 100);
    const small = await fingerprinted(tenant.id, excerpt);
    expect(await recordDuplicates(store, tenant.id, small, excerpt, 1)).toBe(1);
    expect((await tenant.fetch(`/v1/tracks/${original}`, { method: "DELETE" })).status).toBe(204);
    expect(await seen(copy)).toEqual([]);
  });

  test("erasing a track erases its rows, and no others", async () => {
    const tenant = await createTenant();
    const kept = await fingerprinted(tenant.id, hashesOf(21));
    const before = await rowsOf(tenant.id);
    // The same keys under another track.
    const id = await fingerprinted(tenant.id, hashesOf(21));
    expect(await recordDuplicates(store, tenant.id, id, hashesOf(21), 1)).toBe(1);
    expect(await rowsOf(tenant.id)).toEqual([2, 2 * before[1]!, 1]);
    expect((await tenant.fetch(`/v1/tracks/${id}`, { method: "DELETE" })).status).toBe(204);
    expect(await rowsOf(tenant.id)).toEqual(before);
    expect((await lookup(tenant, { hashes: [...hashesOf(21)] })).status).toBe(200);
    expect((await store.find(tenant.id, kept))?.hashes).toEqual(hashesOf(21));
  });

  test("a new analysis takes the place of the old one; a track that has gone leaves nothing", async () => {
    const tenant = await createTenant();
    const id = await fingerprinted(tenant.id, hashesOf(31));
    const again = store.put(tenant.id, { trackId: id, durationMs: 5, hashes: hashesOf(32, 200) }, 2);
    await db.batch([again[0]!, ...again.slice(1)]);
    expect(await rowsOf(tenant.id)).toEqual([1, 48, 0]);
    expect((await (await lookup(tenant, { hashes: [...hashesOf(31)] })).json<Found>()).matches).toEqual([]);
    const gone = store.put(tenant.id, { trackId: "0".repeat(22), durationMs: 5, hashes: hashesOf(33) }, 2);
    await db.batch([gone[0]!, ...gone.slice(1)]);
    // Nor does one tenant's write reach another's track.
    const other = store.put("other", { trackId: id, durationMs: 5, hashes: hashesOf(33) }, 2);
    await db.batch([other[0]!, ...other.slice(1)]);
    expect(await rowsOf(tenant.id)).toEqual([1, 48, 0]);
    expect(await rowsOf("other")).toEqual([0, 0, 0]);
  });
});
