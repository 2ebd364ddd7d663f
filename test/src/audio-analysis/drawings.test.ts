import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { encodeSpectrogram } from "../../../src/audio/picture/index.ts";
import { decodeWaveform, encodeWaveform, type Waveform } from "../../../src/audio/waveform/index.ts";
import {
  analysisKey,
  createAnalysisStore,
  putGzipped,
  putObject,
} from "../../../src/audio-analysis/index.ts";
import { openDatabase } from "../../../src/database/index.ts";
import { createR2ObjectStore } from "../../../src/storage/index.ts";
import { queuedTrack } from "../../workers/gateway/queued-track.ts";
import { createTenant, errorOf } from "../../workers/gateway/tenant.ts";

// What the inference Worker leaves, put there by hand: these are the routes that draw it.

const WAVEFORM: Waveform = {
  sampleRate: 44_100,
  samplesPerPixel: 256,
  channels: 1,
  length: 1_000,
  data: Int16Array.from({ length: 2_000 }, (_, i) => (i % 2 ? 1 : -1) * (1_000 + 10 * (i >> 1))),
};
const objects = createR2ObjectStore(env.AUDIO);

async function analysed() {
  const tenant = await createTenant();
  const { trackId } = await queuedTrack(tenant.id);
  await putObject(objects, analysisKey(tenant.id, trackId, "waveform.dat"), encodeWaveform(WAVEFORM, 16));
  const levels = Uint8Array.from({ length: 128 * 50 }, (_, i) => i % 256);
  const spectrogram = encodeSpectrogram({ bands: 128, columns: 50, secondsPerColumn: 0.1, levels });
  await putObject(objects, analysisKey(tenant.id, trackId, "spectrogram.bin"), spectrogram);
  return { tenant, trackId, at: `/v1/tracks/${trackId}` };
}

describe("a track's waveform", () => {
  test("is audiowaveform's JSON, or its binary format by the query or by Accept", async () => {
    const { tenant, at } = await analysed();
    const json = await tenant.fetch(`${at}/waveform`);
    expect(json.headers.get("content-type")).toBe("application/json");
    expect(json.headers.get("vary")).toContain("accept");
    expect(await json.json()).toEqual({
      version: 2,
      channels: 1,
      sample_rate: 44_100,
      samples_per_pixel: 256,
      bits: 16,
      length: 1_000,
      data: [...WAVEFORM.data],
    });
    const asked = await tenant.fetch(`${at}/waveform?format=dat`);
    expect(asked.headers.get("content-type")).toBe("application/octet-stream");
    expect(decodeWaveform(new Uint8Array(await asked.arrayBuffer()))).toEqual(WAVEFORM);
    const accept = "application/octet-stream, application/json;q=0.5";
    const accepted = await tenant.fetch(`${at}/waveform?bits=8`, { headers: { accept } });
    expect((await accepted.arrayBuffer()).byteLength).toBe(24 + 2_000);
    const preferred = await tenant.fetch(`${at}/waveform?format=json`, { headers: { accept } });
    expect(preferred.headers.get("content-type")).toBe("application/json");
  });

  test("is as coarse as asked, never finer than it is kept", async () => {
    const { tenant, at } = await analysed();
    const ask = async (query: string) =>
      (await tenant.fetch(`${at}/waveform?${query}`)).json<{ length: number; samples_per_pixel: number }>();
    expect(await ask("samples_per_pixel=512")).toMatchObject({ length: 500, samples_per_pixel: 512 });
    expect(await ask("pixels_per_second=100")).toMatchObject({ samples_per_pixel: 441 });
    expect(await ask("width=100")).toMatchObject({ length: 100, samples_per_pixel: 2_560 });
    expect(await ask("width=5000")).toMatchObject({ length: 1_000, samples_per_pixel: 256 });
    for (const query of [
      "samples_per_pixel=128",
      "pixels_per_second=1000",
      "samples_per_pixel=512&width=100",
      "width=0",
      "width=1e9",
      "bits=12",
      "format=wav",
      "samples_per_pixel=NaN",
    ]) {
      expect(await errorOf(await tenant.fetch(`${at}/waveform?${query}`)), query).toMatchObject({
        status: 400,
        code: "invalid_request",
      });
    }
  });

  test("is drawn as SVG, in colours that are asked for, with what the analysis found", async () => {
    const { tenant, trackId, at } = await analysed();
    const interval = { confidence: 1, duration: 0.5 };
    const section = { start: 0, duration: 5, confidence: 1, loudness: -10, tempo: 120, tempo_confidence: 1 };
    const tonal = { key: 1, key_confidence: 1, mode: 1, mode_confidence: 1 };
    const metre = { time_signature: 4, time_signature_confidence: 1 };
    const analysis = { beats: [{ start: 1, ...interval }], sections: [{ ...section, ...tonal, ...metre }] };
    const key = analysisKey(tenant.id, trackId, "audio-analysis.json.gz");
    const query = "width=400&height=100&body=ff0000&background=none&overlay=all";
    const without = await (await tenant.fetch(`${at}/waveform.svg?${query}`)).text();
    await putGzipped(objects, key, JSON.stringify(analysis));
    const answer = await tenant.fetch(`${at}/waveform.svg?${query}`);
    expect(answer.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    const svg = await answer.text();
    expect(svg).toContain(`<title id="t">Waveform of track ${trackId}</title>`);
    expect(svg).toContain('stroke="#ff0000"');
    expect(svg).toContain('viewBox="0 0 400 100"');
    expect(svg.length).toBeGreaterThan(without.length);
    for (const wrong of [
      "body=red",
      "body=%23ff0000",
      'body="/>',
      "width=9999",
      "overlay=bars",
      "height=1",
    ]) {
      expect(await errorOf(await tenant.fetch(`${at}/waveform.svg?${wrong}`)), wrong).toMatchObject({
        code: "invalid_request",
      });
    }
  });
});

describe("a track's spectrogram", () => {
  test("is drawn as PNG, as large as asked", async () => {
    const { tenant, at } = await analysed();
    const answer = await tenant.fetch(`${at}/spectrogram.png?width=300&height=120`);
    expect(answer.headers.get("content-type")).toBe("image/png");
    const bytes = await answer.arrayBuffer();
    expect([...new Uint8Array(bytes, 1, 3)]).toEqual([0x50, 0x4e, 0x47]);
    expect([16, 20].map((offset) => new DataView(bytes).getUint32(offset))).toEqual([300, 120]);
    for (const wrong of ["width=2401", "height=x", "axes=no"]) {
      expect((await tenant.fetch(`${at}/spectrogram.png?${wrong}`)).status, wrong).toBe(400);
    }
  });
});

describe("a track's quality", () => {
  test("is the stored text", async () => {
    const tenant = await createTenant();
    const { trackId } = await queuedTrack(tenant.id);
    const db = openDatabase(env.DB);
    const part = { part: "quality", body: '{"type":"quality"}', etag: '"q"' } as const;
    await createAnalysisStore(db).putParts(tenant.id, trackId, "analyser", [part], 1);
    const answer = await tenant.fetch(`/v1/tracks/${trackId}/quality`);
    expect([answer.status, await answer.text()]).toEqual([200, part.body]);
    const headers = { "if-none-match": answer.headers.get("etag")! };
    expect((await tenant.fetch(`/v1/tracks/${trackId}/quality`, { headers })).status).toBe(304);
  });
});

describe("all of them", () => {
  test("answer 304 to who holds this very drawing, and only then", async () => {
    const { tenant, at } = await analysed();
    for (const [name, other] of [
      ["waveform", "waveform?bits=8"],
      ["waveform.svg", "waveform.svg?width=500"],
      ["spectrogram.png", "spectrogram.png?axes=false"],
    ]) {
      const answer = await tenant.fetch(`${at}/${name}`);
      const etag = answer.headers.get("etag")!;
      expect(answer.headers.get("cache-control")).toBe("private, no-cache");
      await answer.arrayBuffer();
      const again = await tenant.fetch(`${at}/${name}`, { headers: { "if-none-match": etag } });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
      const changed = await tenant.fetch(`${at}/${other}`, { headers: { "if-none-match": etag } });
      expect(changed.status, other).toBe(200);
      await changed.arrayBuffer();
    }
  });

  test("say that a track is unknown, another tenant's, or still being analysed", async () => {
    const [mine, other] = [await analysed(), await createTenant()];
    const { trackId } = await queuedTrack(mine.tenant.id);
    for (const name of ["quality", "waveform", "waveform.svg", "spectrogram.png"]) {
      expect(await errorOf(await mine.tenant.fetch(`/v1/tracks/${trackId}/${name}`))).toMatchObject({
        status: 404,
        code: "analysis_pending",
      });
      for (const path of [`/v1/tracks/${"0".repeat(22)}/${name}`, `${mine.at}/${name}`]) {
        expect(await errorOf(await other.fetch(path)), path).toMatchObject({
          status: 404,
          code: "not_found",
        });
      }
    }
  });
});
