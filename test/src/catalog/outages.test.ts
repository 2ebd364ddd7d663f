import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { analysisKey, createAnalysisStore, putObject } from "../../../src/audio-analysis/index.ts";
import { addRecording, type CatalogParts } from "../../../src/catalog/add-recording.ts";
import { deleteRecording } from "../../../src/catalog/delete-recording.ts";
import { createTrackStore, sweepUploads } from "../../../src/catalog/index.ts";
import { receiveRecording } from "../../../src/catalog/receive-recording.ts";
import { createAuditTrail } from "../../../src/compliance/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import {
  createFeatureReader,
  createFeatureStore,
  createKvFeatureCache,
} from "../../../src/features/index.ts";
import { createFingerprintStore } from "../../../src/fingerprints/index.ts";
import { createLogger } from "../../../src/monitoring/index.ts";
import { createR2ObjectStore } from "../../../src/storage/index.ts";
import { createTaskStore, requeueOverdue } from "../../../src/tasks/index.ts";
import { createRulesStore, createTenantGuard } from "../../../src/tenants/index.ts";
import { wavFile } from "../../workers/gateway/sound.ts";

// What is left when a part of the platform fails in the middle of an upload or of an erasure.

const db = openDatabase(env.DB);
const broken = () => Promise.reject(new Error("no answer"));
const parts: CatalogParts = {
  tracks: createTrackStore(db),
  tasks: createTaskStore(db),
  objects: createR2ObjectStore(env.AUDIO),
  queue: { send: async () => {}, sendMany: async () => {} },
  log: createLogger("error"),
  audit: createAuditTrail(db),
  quota: createTenantGuard({
    meters: env.TENANT_METER,
    rules: createRulesStore(db),
    log: createLogger("error"),
  }).quota,
  limits: { maxUploadBytes: 1e6, requeueMs: 1_000 },
};

async function* chunksOf(bytes: Uint8Array) {
  yield bytes;
}

const add = (changed: Partial<CatalogParts>, tenantId: string) =>
  addRecording({ ...parts, ...changed }, { tenantId, actor: "key:test" }, "t", 1e6, async (take) => ({
    received: await take(chunksOf(wavFile(1, 21))),
    fields: {},
  }));

const stored = async (tenantId: string) => ({
  objects: (await env.AUDIO.list({ prefix: `${tenantId}/` })).objects.length,
  uploads: (await env.DB.prepare("select id from uploads where tenant_id = ?").bind(tenantId).all()).results
    .length,
  tracks: (await env.DB.prepare("select id from tracks where tenant_id = ?").bind(tenantId).all()).results
    .length,
});

test("a queue that takes nothing costs a track that is written neither its sound nor its analysis", async () => {
  const tenantId = newId();
  const added = await add({ queue: { send: broken, sendMany: broken } }, tenantId);
  expect(added.task?.status).toBe("queued");
  expect(await stored(tenantId)).toEqual({ objects: 1, uploads: 0, tracks: 1 });
  const sent: string[] = [];
  const queue = { send: async (message: { tenantId: string }) => void sent.push(message.tenantId) };
  await requeueOverdue({ ...parts, queue, requeueMs: 1_000 }, Date.now() + 2_000);
  expect(sent).toContain(tenantId);
});

test("a track that may or may not have been written keeps its sound until the sweep", async () => {
  const tenantId = newId();
  const insertOnce: CatalogParts["tracks"]["insertOnce"] = async (...values) => {
    await parts.tracks.insertOnce(...values);
    return broken();
  };
  await expect(add({ tracks: { ...parts.tracks, insertOnce } }, tenantId)).rejects.toThrow("no answer");
  expect(await stored(tenantId)).toEqual({ objects: 1, uploads: 0, tracks: 1 });
});

test("a store that fails is our fault, a body that breaks off is not", async () => {
  const writer = { write: broken, complete: broken, abort: async () => {} };
  const failing = receiveRecording(chunksOf(wavFile(1)), 1e6, async () => writer);
  await expect(failing).rejects.toThrow("no answer");
  const noted = receiveRecording(chunksOf(wavFile(1)), 1e6, broken);
  await expect(noted).rejects.toThrow("no answer");
  async function* breaking() {
    yield wavFile(1);
    throw new Error("reset");
  }
  const cut = receiveRecording(breaking(), 1e6, async () => parts.objects.open("x"));
  await expect(cut).rejects.toMatchObject({ code: "malformed_body" });
});

test("an erasure that stopped half-way is finished by the sweep, the cache included", async () => {
  const tenantId = newId();
  const added = await add({}, tenantId);
  const { id, objectKey } = added.track;
  const cache = createKvFeatureCache(env.CACHE);
  await cache.put(tenantId, id, { body: "{}", etag: '"e"' });
  await parts.tracks.beginErasure(tenantId, id, objectKey, parts.tasks.deleteOfTrack(tenantId, id), []);
  await sweepUploads({ ...parts, features: cache }, Date.now() + 2 * 3_600_000);
  expect(await stored(tenantId)).toEqual({ objects: 0, uploads: 0, tracks: 0 });
  expect(await cache.get(tenantId, id)).toBeNull();
});

test("what an analysis wrote after its track was erased, before it died, goes with the sweep", async () => {
  const tenantId = newId();
  const { track, task } = await add({}, tenantId);
  expect(await parts.tasks.claim(tenantId, task!.id, Date.now(), Date.now() + 60_000)).not.toBeNull();
  const store = createFeatureStore(db, env.DB);
  const cache = createKvFeatureCache(env.CACHE);
  const features = { store, reader: createFeatureReader({ store, cache, ttlMs: 0 }) };
  const kept = {
    features,
    analyses: createAnalysisStore(db),
    fingerprints: createFingerprintStore(db, env.DB),
  };
  await deleteRecording(parts, kept, { tenantId, actor: "key:test" }, track.id, () => {});

  await putObject(parts.objects, analysisKey(tenantId, track.id, "waveform.dat"), new Uint8Array(9));
  expect(await stored(tenantId)).toEqual({ objects: 1, uploads: 1, tracks: 0 });
  await sweepUploads({ ...parts, features: features.reader }, Date.now() + 2 * 3_600_000);
  expect(await stored(tenantId)).toEqual({ objects: 0, uploads: 0, tracks: 0 });
});
