import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Track, Upload } from "../../../src/catalog/contract.ts";
import type { Page } from "../../../src/http/paging.ts";
import { formOf, wavFile } from "../../workers/gateway/sound.ts";
import { createTenant, errorOf, ORIGIN, type Tenant } from "../../workers/gateway/tenant.ts";

async function add(tenant: Tenant, variant = 0, title = `song ${variant}`): Promise<Track> {
  const headers = { prefer: "wait=30" };
  const body = formOf(wavFile(0.6, variant), { title });
  return (await (await tenant.fetch("/v1/tracks", { method: "POST", body, headers })).json<Upload>()).track;
}

describe("the list", () => {
  test("walking `next` visits each track once, newest first, and `previous` leads back", async () => {
    const tenant = await createTenant();
    for (let i = 0; i < 5; i++) await add(tenant, i);
    const seen: string[] = [];
    let page = await (await tenant.fetch("/v1/tracks?limit=2")).json<Page<Track>>();
    expect(page).toMatchObject({ total: 5, limit: 2, offset: 0, previous: null });
    for (;;) {
      seen.push(...page.items.map(({ name }) => name));
      if (!page.next) break;
      expect(page.next.startsWith(`${ORIGIN}/v1/tracks?`)).toBe(true);
      page = await (await tenant.fetch(page.next)).json<Page<Track>>();
    }
    expect(seen).toEqual(["song 4", "song 3", "song 2", "song 1", "song 0"]);
    const back = await (await tenant.fetch(page.previous!)).json<Page<Track>>();
    expect(back.offset).toBe(2);
  });

  test.each(["limit=0", "limit=51", "offset=-1", "limit=x", "offset=1e9"])("refuses %s", async (query) => {
    const error = await errorOf(await (await createTenant()).fetch(`/v1/tracks?${query}`));
    expect(error).toMatchObject({ status: 400, code: "invalid_request" });
  });

  test("an offset past the end is an empty page that leads back", async () => {
    const tenant = await createTenant();
    await add(tenant, 1);
    const page = await (await tenant.fetch("/v1/tracks?offset=40&limit=10")).json<Page<Track>>();
    expect(page).toMatchObject({ items: [], total: 1, next: null });
    expect(page.previous).toContain("offset=0");
  });
});

describe("the sound", () => {
  test("whole, in stretches, and conditionally", async () => {
    const tenant = await createTenant();
    const { id } = await add(tenant, 9);
    const bytes = wavFile(0.6, 9);
    const path = `/v1/tracks/${id}/audio`;
    const whole = await tenant.fetch(path);
    const etag = whole.headers.get("etag")!;
    expect(whole.headers.get("content-type")).toBe("audio/wav");
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(bytes);

    const ranges: [string, number, string, Uint8Array][] = [
      ["bytes=0-3", 206, `bytes 0-3/${bytes.length}`, bytes.subarray(0, 4)],
      ["bytes=-4", 206, `bytes ${bytes.length - 4}-${bytes.length - 1}/${bytes.length}`, bytes.subarray(-4)],
      [
        `bytes=${bytes.length - 2}-99999999`,
        206,
        `bytes ${bytes.length - 2}-${bytes.length - 1}/${bytes.length}`,
        bytes.subarray(-2),
      ],
    ];
    for (const [range, status, contentRange, expected] of ranges) {
      const part = await tenant.fetch(path, { headers: { range } });
      expect(part.status).toBe(status);
      expect(part.headers.get("content-range")).toBe(contentRange);
      expect(part.headers.get("content-length")).toBe(String(expected.length));
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(expected);
    }
    for (const range of ["bytes=5-1", "lines=1-2", "bytes=0-1,4-5", "bytes=-"]) {
      const ignored = await tenant.fetch(path, { headers: { range } });
      expect([ignored.status, (await ignored.arrayBuffer()).byteLength]).toEqual([200, bytes.length]);
    }
    const beyond = await tenant.fetch(path, { headers: { range: `bytes=${bytes.length}-` } });
    expect(beyond.headers.get("content-range")).toBe(`bytes */${bytes.length}`);
    expect(await errorOf(beyond)).toMatchObject({ status: 416, code: "range_not_satisfiable" });

    expect((await tenant.fetch(path, { headers: { "if-none-match": etag } })).status).toBe(304);
    const stale = await tenant.fetch(path, { headers: { range: "bytes=0-3", "if-range": '"other"' } });
    expect(stale.status).toBe(200);
    await stale.body?.cancel();
    const head = await tenant.fetch(path, { method: "HEAD", headers: { range: "bytes=0-3" } });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
      200,
      String(bytes.length),
      "",
    ]);
  });
});

describe("erasing", () => {
  test("a track is gone from rows, store and caches, and its bytes can come again as a new one", async () => {
    const tenant = await createTenant();
    const { id } = await add(tenant, 11);
    expect((await tenant.fetch(`/v1/audio-features/${id}`)).status).toBe(200);
    expect((await env.CACHE.list({ prefix: `features/${tenant.id}/` })).keys).toHaveLength(1);

    expect((await tenant.fetch(`/v1/tracks/${id}`, { method: "DELETE" })).status).toBe(204);
    for (const path of [`/v1/tracks/${id}`, `/v1/tracks/${id}/audio`, `/v1/audio-features/${id}`]) {
      expect(await errorOf(await tenant.fetch(path))).toMatchObject({ status: 404, code: "not_found" });
    }
    expect(await errorOf(await tenant.fetch(`/v1/tracks/${id}`, { method: "DELETE" }))).toMatchObject({
      status: 404,
    });
    expect((await env.CACHE.list({ prefix: `features/${tenant.id}/` })).keys).toEqual([]);
    expect((await env.AUDIO.list({ prefix: `${tenant.id}/` })).objects).toEqual([]);
    for (const table of ["tracks", "tasks", "audio_features", "uploads"]) {
      const rows = await env.DB.prepare(`select * from ${table} where tenant_id = ?`).bind(tenant.id).all();
      expect(rows.results, table).toEqual([]);
    }
    expect((await add(tenant, 11)).id).not.toBe(id);
  });

  test("in the middle of its analysis: nothing comes back from the dead", async () => {
    const tenant = await createTenant();
    const { track } = await (
      await tenant.fetch("/v1/tracks", { method: "POST", body: formOf(wavFile(200)) })
    ).json<Upload>();
    expect((await tenant.fetch(`/v1/tracks/${track.id}`, { method: "DELETE" })).status).toBe(204);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    for (const table of ["tracks", "tasks", "audio_features"]) {
      const rows = await env.DB.prepare(`select * from ${table} where tenant_id = ?`).bind(tenant.id).all();
      expect(rows.results, table).toEqual([]);
    }
  });
});

test("analysing anew gives a task and new features under the same id", async () => {
  const tenant = await createTenant();
  const { id } = await add(tenant, 12);
  const answer = await tenant.fetch(`/v1/tracks/${id}/analyses`, { method: "POST" });
  expect(answer.status).toBe(202);
  const { id: taskId } = await answer.json<{ id: string }>();
  await expect
    .poll(async () => (await (await tenant.fetch(`/v1/tasks/${taskId}`)).json<{ status: string }>()).status)
    .toBe("succeeded");
  // Whoever has seen the task end reads the new features, not what this isolate remembered of the old ones.
  await env.DB.prepare("update audio_features set body = '{}', etag = '\"anew\"' where track_id = ?")
    .bind(id)
    .run();
  await env.CACHE.delete(`features/${tenant.id}/${id}`);
  await (await tenant.fetch(`/v1/tasks/${taskId}`)).json();
  expect((await tenant.fetch(`/v1/audio-features/${id}`)).headers.get("etag")).toBe('"anew"');
  const unknown = await tenant.fetch(`/v1/tracks/${"0".repeat(22)}/analyses`, { method: "POST" });
  expect(await errorOf(unknown)).toMatchObject({ status: 404, code: "not_found" });
});
