import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Upload } from "../../../src/catalog/contract.ts";
import { openDatabase } from "../../../src/database/index.ts";
import { audioFeaturesSchema } from "../../../src/features/contract.ts";
import {
  createFeatureReader,
  createFeatureStore,
  createKvFeatureCache,
  warmCache,
} from "../../../src/features/index.ts";
import { queuedTrack } from "../../workers/gateway/queued-track.ts";
import { formOf, wavFile } from "../../workers/gateway/sound.ts";
import { createTenant, errorOf, type Tenant } from "../../workers/gateway/tenant.ts";

async function analysed(tenant: Tenant, variant = 0): Promise<string> {
  const body = formOf(wavFile(1, variant));
  const answer = await tenant.fetch("/v1/tracks", { method: "POST", body, headers: { prefer: "wait=30" } });
  return (await answer.json<Upload>()).track.id;
}

describe("one track", () => {
  test("all of Spotify's fields, a confidence for each estimate, and a strong tag that answers 304", async () => {
    const tenant = await createTenant();
    const id = await analysed(tenant);
    const answer = await tenant.fetch(`/v1/audio-features/${id}`);
    const etag = answer.headers.get("etag")!;
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const features = audioFeaturesSchema.parse(await answer.json());
    expect(features).toMatchObject({
      id,
      uri: `descant:track:${id}`,
      track_href: `http://descant.test/v1/tracks/${id}`,
      duration_ms: 1000,
    });
    const held = await tenant.fetch(`/v1/audio-features/${id}`, {
      headers: { "if-none-match": `"x", W/${etag}` },
    });
    expect([held.status, await held.text(), held.headers.get("etag")]).toEqual([304, "", etag]);
    expect((await tenant.fetch(`/v1/audio-features/${id}/`)).status).toBe(200);
  });

  test("one that is still being analysed says so, with its task", async () => {
    const tenant = await createTenant();
    const { trackId } = await queuedTrack(tenant.id);
    const answer = await tenant.fetch(`/v1/audio-features/${trackId}`);
    const error = await errorOf(answer);
    expect(error).toMatchObject({
      status: 404,
      code: "analysis_pending",
      details: { task: { track: { id: trackId } } },
    });
    expect(answer.headers.get("retry-after")).toBe("1");
  });

  test("one whose analysis failed says why", async () => {
    const tenant = await createTenant();
    const broken = wavFile(1, 4);
    broken.fill(0, 22, 28);
    const sent = await tenant.fetch("/v1/tracks", {
      method: "POST",
      body: formOf(broken),
      headers: { prefer: "wait=30" },
    });
    const { details } = await errorOf(sent);
    const { track } = (details as { task: { track: { id: string } } }).task;
    const error = await errorOf(await tenant.fetch(`/v1/audio-features/${track.id}`));
    expect(error).toMatchObject({ status: 404, code: "not_found", details: { task: { status: "failed" } } });
  });
});

describe("many tracks", () => {
  test("in the order asked, null for the unknown, repeats and a trailing slash allowed", async () => {
    const tenant = await createTenant();
    const [one, two] = [await analysed(tenant, 1), await analysed(tenant, 2)];
    const unknown = "0".repeat(22);
    const answer = await tenant.fetch(`/v1/audio-features/?ids=${two},${unknown},${one},${two},not-an-id`);
    const { audio_features } = await answer.json<{ audio_features: ({ id: string } | null)[] }>();
    expect(audio_features.map((features) => features?.id ?? null)).toEqual([two, null, one, two, null]);
    const etag = answer.headers.get("etag")!;
    const path = `/v1/audio-features?ids=${two},${unknown},${one},${two},not-an-id`;
    expect((await tenant.fetch(path, { headers: { "if-none-match": etag } })).status).toBe(304);
  });

  test("a hundred at the most, none at the least", async () => {
    const tenant = await createTenant();
    const ids = (count: number) =>
      Array.from({ length: count }, (_, i) => String(i).padStart(22, "0")).join(",");
    expect((await tenant.fetch(`/v1/audio-features?ids=${ids(100)}`)).status).toBe(200);
    for (const query of [`?ids=${ids(101)}`, "?ids=", "", "?ids=a,,b"]) {
      expect(await errorOf(await tenant.fetch(`/v1/audio-features${query}`))).toMatchObject({
        status: 400,
        code: "invalid_request",
      });
    }
  });
});

describe("the cascade of caches", () => {
  const parts = (now: () => number) => {
    const store = createFeatureStore(openDatabase(env.DB), env.DB);
    let reads = 0;
    const counted = {
      ...store,
      find: (...args: Parameters<typeof store.find>) => {
        reads++;
        return store.find(...args);
      },
    };
    const reader = createFeatureReader(
      { store: counted, cache: createKvFeatureCache(env.CACHE), ttlMs: 1000 },
      now,
    );
    return { reader, reads: () => reads };
  };

  test("isolate, then KV, then one D1 read; a change is seen when the isolate's copy has aged", async () => {
    const tenant = await createTenant();
    const id = await analysed(tenant, 5);
    let now = 0;
    const pending: Promise<unknown>[] = [];
    const { reader, reads } = parts(() => now);
    const read = async () => (await reader.one(tenant.id, id, (work) => void pending.push(work)))?.etag;

    await env.CACHE.delete(`features/${tenant.id}/${id}`);
    const etag = await read();
    await Promise.all(pending);
    // One read for the answer, one behind it that checks what was put into the cache.
    expect([reads(), await read(), reads()]).toEqual([2, etag, 2]);
    expect((await env.CACHE.list({ prefix: `features/${tenant.id}/${id}` })).keys).toHaveLength(1);

    await createKvFeatureCache(env.CACHE).put(tenant.id, id, { body: "{}", etag: '"new"' });
    expect(await read()).toBe(etag);
    now = 1000;
    expect([await read(), reads()]).toEqual(['"new"', 2]);

    await reader.drop(tenant.id, id);
    expect(await read()).toBe(etag);
    await Promise.all(pending);
    expect(reads()).toBe(4);
  });

  test("features that were erased or replaced while they were being cached do not stay there", async () => {
    const tenant = await createTenant();
    const id = await analysed(tenant, 7);
    const store = createFeatureStore(openDatabase(env.DB), env.DB);
    const cache = createKvFeatureCache(env.CACHE);
    const features = (await store.find(tenant.id, id))!;
    await warmCache({ cache, store }, tenant.id, id, features);
    expect(await cache.get(tenant.id, id)).toEqual(features);
    await warmCache({ cache, store }, tenant.id, id, { ...features, etag: '"old"' });
    expect(await cache.get(tenant.id, id)).toBeNull();
    await env.DB.prepare("delete from audio_features where track_id = ?").bind(id).run();
    await warmCache({ cache, store }, tenant.id, id, features);
    expect(await cache.get(tenant.id, id)).toBeNull();
  });

  test("no tenant finds another's features under the same id", async () => {
    const [one, other] = [await createTenant(), await createTenant()];
    const id = await analysed(one, 6);
    const { reader } = parts(() => 0);
    expect(await reader.one(one.id, id, () => {})).not.toBeNull();
    expect(await reader.one(other.id, id, () => {})).toBeNull();
    expect(await reader.many(other.id, [id])).toEqual([null]);
  });
});
