import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createAnalysisStore, requestedKey, sweepAnalyses } from "../../../src/audio-analysis/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { createR2ObjectStore } from "../../../src/storage/index.ts";
import { createTaskStore } from "../../../src/tasks/index.ts";
import { formOf, wavFile } from "../../workers/gateway/sound.ts";
import { createTenant, errorOf, type Tenant } from "../../workers/gateway/tenant.ts";

// The inference Worker stands beside the gateway here, built, so that these are whole ways through both.

async function upload(tenant: Tenant, seconds = 3, variant = 0): Promise<string> {
  const answer = await tenant.fetch("/v1/tracks", {
    method: "POST",
    body: formOf(wavFile(seconds, variant)),
    headers: { prefer: "wait=30" },
  });
  expect(answer.status).toBe(201);
  return (await answer.json<{ track: { id: string } }>()).track.id;
}

const askFor = (tenant: Tenant, body: object, wait = 30) =>
  tenant.fetch("/v1/audio/analyses", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", prefer: `wait=${wait}` },
  });

describe("an analysis that is asked for", () => {
  test("comes with its parts and its matrices, in both formats", async () => {
    const tenant = await createTenant();
    const track_id = await upload(tenant);
    for (const format of ["json", "npy"]) {
      const made = await askFor(tenant, {
        track_id,
        parts: ["descriptors"],
        matrices: ["chroma", "rms"],
        format,
      });
      expect(made.status).toBe(201);
      const location = made.headers.get("location")!;
      expect(location).toMatch(/^\/v1\/audio\/analyses\//);
      const task = await made.json<{ kind: string; result: { href: string } }>();
      expect(task).toMatchObject({ kind: "extraction", status: "succeeded" });
      expect(task.result.href.endsWith(location)).toBe(true);

      const analysis = await (await tenant.fetch(location)).json<Record<string, never>>();
      expect(analysis).toMatchObject({
        type: "audio_analysis",
        track: { id: track_id },
        parts: { descriptors: { rms: { mean: [expect.any(Number)] } } },
        matrices: [{ name: "chroma", format }, { name: "rms" }],
      });
      const chroma = await tenant.fetch(`${location}/matrices/chroma`);
      expect(chroma.status).toBe(200);
      if (format === "json") {
        const { shape, values } = await chroma.json<{ shape: number[]; values: number[][] }>();
        expect(shape).toEqual([130, 12]);
        expect(values).toHaveLength(130);
        expect(values[60]).toHaveLength(12);
        expect(Math.max(...values[60]!)).toBeCloseTo(1, 4);
      } else {
        expect(chroma.headers.get("content-disposition")).toBe(
          `attachment; filename="${track_id}-chroma.npy"`,
        );
        const bytes = new Uint8Array(await chroma.arrayBuffer());
        expect(new TextDecoder("latin1").decode(bytes.subarray(1, 6))).toBe("NUMPY");
        expect(bytes).toHaveLength(64 * 2 + 130 * 12 * 4);
        const again = { "if-none-match": chroma.headers.get("etag")! };
        expect((await tenant.fetch(`${location}/matrices/chroma`, { headers: again })).status).toBe(304);
      }
      expect(await errorOf(await tenant.fetch(`${location}/matrices/mel`))).toMatchObject({
        code: "not_found",
        message: expect.stringContaining("chroma, rms"),
      });
    }
  });

  test("of nothing, of a stranger's track, and of nobody's is refused", async () => {
    const [owner, stranger] = [await createTenant(), await createTenant()];
    const track_id = await upload(owner, 1, 3);
    expect(await errorOf(await askFor(owner, { track_id }))).toMatchObject({ code: "invalid_request" });
    expect(await errorOf(await askFor(owner, { track_id, parts: ["soul"] }))).toMatchObject({
      code: "invalid_request",
    });
    expect(await errorOf(await askFor(stranger, { track_id, parts: ["descriptors"] }))).toMatchObject({
      code: "not_found",
    });
    const made = await askFor(owner, { track_id, matrices: ["rms"] });
    const location = made.headers.get("location")!;
    for (const path of [location, `${location}/matrices/rms`]) {
      expect((await errorOf(await stranger.fetch(path))).status).toBe(404);
      expect((await owner.fetch(path)).status).toBe(200);
    }
  });

  test("goes with its track, and when its time is over", async () => {
    const tenant = await createTenant();
    const objectsOf = async (trackId: string) =>
      (await env.AUDIO.list({ prefix: `${tenant.id}/analyses/${trackId}/requested/` })).objects.length;
    const [one, two] = [await upload(tenant, 1, 4), await upload(tenant, 1, 5)];
    const locations: string[] = [];
    for (const track_id of [one, two]) {
      const made = await askFor(tenant, { track_id, matrices: ["rms"] });
      locations.push(made.headers.get("location")!);
      expect(await objectsOf(track_id)).toBe(2);
    }
    expect((await tenant.fetch(`/v1/tracks/${one}`, { method: "DELETE" })).status).toBe(204);
    expect(await objectsOf(one)).toBe(0);
    expect((await tenant.fetch(locations[0]!)).status).toBe(404);

    const parts = {
      analyses: createAnalysisStore(openDatabase(env.DB)),
      objects: createR2ObjectStore(env.AUDIO),
    };
    await sweepAnalyses(parts, Date.now());
    expect(await objectsOf(two)).toBe(2);
    await sweepAnalyses(parts, Date.now() + 8 * 86_400_000);
    expect(await objectsOf(two)).toBe(0);
    expect((await tenant.fetch(locations[1]!)).status).toBe(404);
  });

  test("whose queue message was lost waits, pending, for the sweep", async () => {
    const tenant = await createTenant();
    const trackId = await upload(tenant, 1, 6);
    const db = openDatabase(env.DB);
    const id = newId();
    const now = Date.now();
    await createAnalysisStore(db).request(
      tenant.id,
      {
        id,
        trackId,
        parts: ["descriptors"],
        matrices: [],
        format: "json",
        createdAt: now,
        expiresAt: now + 60_000,
      },
      createTaskStore(db).insertQueuedForTrack(
        tenant.id,
        { id, trackId, traceId: "t", now, dueAt: now + 60_000 },
        "extraction",
      ),
    );
    expect(await errorOf(await tenant.fetch(`/v1/audio/analyses/${id}`))).toMatchObject({
      code: "analysis_pending",
      details: { task: { id, kind: "extraction" } },
    });
    expect(requestedKey("t", "a", "b", "c")).toBe("t/analyses/a/requested/b/c");
  });
});
