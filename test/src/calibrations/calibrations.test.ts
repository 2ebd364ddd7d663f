import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { calibrationPageSchema, calibrationSchema } from "../../../src/calibrations/contract.ts";
import { createCalibrationStore, createCalibrator } from "../../../src/calibrations/index.ts";
import { openDatabase } from "../../../src/database/index.ts";
import { audioFeaturesSchema } from "../../../src/features/index.ts";
import { createTenant, errorOf, ORIGIN, type Tenant } from "../../workers/gateway/tenant.ts";
import { gatewayAs, somebody } from "../policy/gateway-as.ts";
import { knownTrack } from "./known-tracks.ts";

type Pair = { track_id: string; features: Record<string, number | string | null> };

/** Forty tracks whose old energy is the root of ours, whose old valence is ours, and of which five have an old tempo. */
async function library(tenant: Tenant): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let i = 0; i < 40; i++) {
    const energy = Number(((i + 1) / 50).toFixed(3));
    const valence = Number((((i * 7) % 40) / 50).toFixed(3));
    const track_id = await knownTrack(tenant.id, { energy, valence, tempo: i < 2 ? 0 : 100 + i });
    const features = {
      energy: Math.sqrt(energy),
      valence,
      tempo: i < 5 ? 60 : null,
      id: "as Spotify has it",
    };
    pairs.push({ track_id, features });
  }
  return pairs;
}

const post = (tenant: Pick<Tenant, "fetch">, body: unknown, headers: Record<string, string> = {}) =>
  tenant.fetch("/v1/calibrations", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
const made = async (answer: Response) => {
  expect(answer.status).toBe(201);
  return calibrationSchema.parse(await answer.json());
};

let tenant: Tenant;
let pairs: Pair[];
beforeAll(async () => {
  tenant = await createTenant();
  pairs = await library(tenant);
});

describe("making one", () => {
  test("says of each attribute what came of it, before and after, and keeps no pair", async () => {
    const answer = await post(tenant, { name: "old", pairs });
    const calibration = await made(answer);
    expect(answer.headers.get("location")).toBe(`/v1/calibrations/${calibration.id}`);
    expect(calibration).toMatchObject({
      name: "old",
      method: "auto",
      provenance: "caller",
      pairs: { sent: 40, usable: 40 },
      attributes: ["energy"],
      created_by: `key:${tenant.keyId}`,
    });
    const { attributes, analysers, models } = calibration.report;
    expect([analysers, models]).toEqual([["analyser-1"], ["model-1"]]);
    expect(attributes.energy).toMatchObject({ status: "calibrated", pairs: 40 });
    expect(attributes.valence).toMatchObject({ status: "no_gain", pairs: 40 });
    // Of five old tempi, two are of tracks that have none.
    expect(attributes.tempo).toEqual({ status: "too_few_pairs", pairs: 3 });
    expect(Object.keys(attributes)).toHaveLength(3);
    const energy = attributes.energy!;
    if (!("gain" in energy)) throw new Error(energy.status);
    expect(energy.after.mae.value).toBeLessThan(energy.before.mae.value / 5);
    expect(energy.gain.interval.low).toBeGreaterThan(0);

    const row = await env.DB.prepare("select * from calibrations where id = ?").bind(calibration.id).first();
    for (const { track_id } of pairs) expect(JSON.stringify(row)).not.toContain(track_id);
  });

  test("the order of the pairs makes no difference", async () => {
    const [one, other] = [
      await made(await post(tenant, { pairs })),
      await made(await post(tenant, { pairs: pairs.toReversed() })),
    ];
    expect([other.maps, other.report]).toEqual([one.maps, one.report]);
  });

  test("the method asked for is the one that is taken", async () => {
    for (const method of ["isotonic", "quantile"] as const) {
      const { report } = await made(await post(tenant, { method, pairs }));
      expect(report.attributes.energy).toMatchObject({ method });
    }
  });

  test("too few: refused with how many there were and how many it takes; other tenants' tracks do not count", async () => {
    const error = await errorOf(await post(tenant, { pairs: pairs.slice(0, 29) }));
    expect(error).toMatchObject({
      status: 422,
      code: "too_few_pairs",
      details: { needed: 30, usable: { energy: 29, valence: 29, tempo: 3 }, tracks_without_features: 0 },
    });
    const stranger = await createTenant();
    expect(await errorOf(await post(stranger, { pairs }))).toMatchObject({
      code: "too_few_pairs",
      details: { usable: { energy: 0 }, tracks_without_features: 40 },
    });
    const nameless = pairs.map(({ track_id }) => ({ track_id, features: { popularity: 3 } }));
    expect(await errorOf(await post(tenant, { pairs: nameless }))).toMatchObject({
      code: "too_few_pairs",
      details: { usable: {} },
    });
  });

  test("what cannot be: values out of range, a track twice, no pairs, too many", async () => {
    const [pair] = pairs;
    for (const body of [
      { pairs: [{ ...pair, features: { energy: 1.01 } }] },
      { pairs: [{ ...pair, features: { tempo: -1 } }] },
      { pairs: [{ ...pair, features: { energy: "0.5" } }] },
      { pairs: [pair, pair] },
      { pairs: [] },
      { pairs: [{ track_id: "x", features: {} }] },
      { pairs, method: "magic" },
      {
        pairs: Array.from({ length: 2001 }, (_, i) => ({
          track_id: String(i).padStart(22, "0"),
          features: {},
        })),
      },
    ]) {
      expect(await errorOf(await post(tenant, body))).toMatchObject({ status: 400, code: "invalid_request" });
    }
    expect(await errorOf(await post(tenant, { name: "x".repeat(1_300_000) }))).toMatchObject({ status: 413 });
  });

  test("two thousand pairs with all of Spotify's fields are welcome, and tracks that are gone are left out", async () => {
    const features = Object.fromEntries(
      [
        "acousticness",
        "danceability",
        "energy",
        "instrumentalness",
        "liveness",
        "speechiness",
        "valence",
      ].map((name) => [name, 0.123456]),
    );
    const padding = { uri: "x".repeat(60), track_href: "x".repeat(80), analysis_url: "x".repeat(80) };
    const many = Array.from({ length: 1960 }, (_, i) => ({
      track_id: String(i).padStart(22, "0"),
      features: { ...features, ...padding },
    }));
    const calibration = await made(await post(tenant, { pairs: [...many, ...pairs] }));
    expect(calibration.pairs).toEqual({ sent: 2000, usable: 40 });
    expect(calibration.report.attributes.danceability).toEqual({ status: "too_few_pairs", pairs: 0 });
  });

  test("an Idempotency-Key makes one", async () => {
    const alone = await createTenant();
    const mine = await library(alone);
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) {
      ids.push((await made(await post(alone, { pairs: mine }, { "idempotency-key": "once" }))).id);
    }
    expect(ids[0]).toBe(ids[1]);
    const page = calibrationPageSchema.parse(await (await alone.fetch("/v1/calibrations")).json());
    expect([page.total, page.items[0]?.id]).toEqual([1, ids[0]]);
  });
});

describe("applied", () => {
  const read = async (path: string) => {
    const answer = await tenant.fetch(path);
    expect(answer.status).toBe(200);
    return { etag: answer.headers.get("etag")!, features: audioFeaturesSchema.parse(await answer.json()) };
  };

  test("its attributes are mapped and named, the rest is untouched, confidences never rise, the tag differs", async () => {
    const { id, report } = await made(await post(tenant, { pairs }));
    const path = `/v1/audio-features/${pairs[11]!.track_id}`;
    const [plain, mapped] = [await read(path), await read(`${path}?calibration=${id}`)];
    expect(plain.features.energy).toBe(0.24);
    expect(Math.abs(mapped.features.energy - Math.sqrt(0.24))).toBeLessThan(0.02);
    expect(mapped.features.calibration).toEqual({
      id,
      href: `${ORIGIN}/v1/calibrations/${id}`,
      attributes: ["energy"],
      same_versions: true,
    });
    const energy = report.attributes.energy!;
    if (!("after" in energy)) throw new Error(energy.status);
    expect(mapped.features.confidence.energy).toBe(
      Math.min(0.99, Number(energy.after.r_squared.value!.toFixed(3))),
    );
    const { calibration, ...rest } = mapped.features;
    const confidence = { ...rest.confidence, energy: 0.99 };
    expect({ ...rest, energy: 0.24, confidence }).toEqual(plain.features);
    expect(mapped.etag).not.toBe(plain.etag);
    expect(plain.features.calibration).toBeUndefined();
    for (const [query, etag] of [
      [`?calibration=${id}`, mapped.etag],
      ["", plain.etag],
    ] as const) {
      const held = await tenant.fetch(path + query, { headers: { "if-none-match": etag } });
      expect(held.status).toBe(304);
    }
    expect((await tenant.fetch(path, { headers: { "if-none-match": mapped.etag } })).status).toBe(200);
  });

  test("to many tracks at once, as to one; the unknown stay null", async () => {
    const { id } = await made(await post(tenant, { pairs }));
    const [one, two] = [pairs[3]!.track_id, pairs[30]!.track_id];
    const answer = await tenant.fetch(
      `/v1/audio-features?ids=${one},${"0".repeat(22)},${two}&calibration=${id}`,
    );
    const { audio_features } = await answer.json<{ audio_features: unknown[] }>();
    const alone = await Promise.all(
      [one, two].map((track) => read(`/v1/audio-features/${track}?calibration=${id}`)),
    );
    expect(audio_features).toEqual([alone[0]!.features, null, alone[1]!.features]);
  });

  test("says so when the figures are of another analyser or model, and leaves what was not measured", async () => {
    const measured = pairs.map(({ track_id }, i) => ({ track_id, features: { tempo: 200 + 2 * i } }));
    const { id, attributes } = await made(await post(tenant, { pairs: measured }));
    expect(attributes).toEqual(["tempo"]);
    const still = await read(`/v1/audio-features/${pairs[0]!.track_id}?calibration=${id}`);
    expect([still.features.tempo, still.features.calibration?.attributes]).toEqual([0, []]);
    const other = await knownTrack(tenant.id, { tempo: 110 });
    await env.DB.prepare(
      "update audio_features set body = replace(body, 'model-1', 'model-2') where track_id = ?",
    )
      .bind(other)
      .run();
    const { features } = await read(`/v1/audio-features/${other}?calibration=${id}`);
    expect(features.calibration).toMatchObject({ attributes: ["tempo"], same_versions: false });
  });

  test("one that is nobody's, or another's: 404, of both reads; one that is no id: 400", async () => {
    const { id } = await made(await post(tenant, { pairs }));
    const stranger = await createTenant();
    const theirs = await knownTrack(stranger.id);
    for (const path of [`/v1/audio-features/${theirs}?`, `/v1/audio-features?ids=${theirs}&`]) {
      for (const other of [id, "0".repeat(22)]) {
        const answer = await stranger.fetch(`${path}calibration=${other}`);
        expect(await errorOf(answer)).toMatchObject({ status: 404, code: "not_found" });
      }
      expect((await errorOf(await stranger.fetch(`${path}calibration=x`))).status).toBe(400);
    }
    expect((await stranger.fetch(`/v1/calibrations/${id}`)).status).toBe(404);
    expect((await stranger.fetch(`/v1/calibrations/${id}`, { method: "DELETE" })).status).toBe(404);
    expect((await tenant.fetch(`/v1/calibrations/${id}`)).status).toBe(200);
  });
});

describe("afterwards", () => {
  test("it is listed, read, erased, and then gone everywhere; both acts are in the trail", async () => {
    const { id, ...rest } = await made(await post(tenant, { pairs }));
    const path = `/v1/calibrations/${id}`;
    expect(calibrationSchema.parse(await (await tenant.fetch(path)).json())).toEqual({ id, ...rest });
    const page = calibrationPageSchema.parse(await (await tenant.fetch("/v1/calibrations?limit=1")).json());
    expect(page.items[0]).toEqual({ ...page.items[0], id, attributes: rest.attributes });
    const features = `/v1/audio-features/${pairs[5]!.track_id}?calibration=${id}`;
    expect((await tenant.fetch(features)).status).toBe(200);
    expect((await tenant.fetch(path, { method: "DELETE" })).status).toBe(204);
    for (const gone of [path, features]) expect((await tenant.fetch(gone)).status).toBe(404);
    expect((await tenant.fetch(path, { method: "DELETE" })).status).toBe(404);
    const { results } = await env.DB.prepare(
      "select action, actor from audit_events where target = ? order by at, sequence",
    )
      .bind(`calibration:${id}`)
      .all();
    const actor = `key:${tenant.keyId}`;
    expect(results).toEqual([
      { action: "calibration_created", actor },
      { action: "calibration_deleted", actor },
    ]);
  });

  test("a member erases their own, an admin anybody's", async () => {
    const { call } = await gatewayAs();
    const { id } = await made(await post(tenant, { pairs }));
    const erase = (role: "member" | "admin") =>
      call(somebody(tenant.id, role), `/v1/calibrations/${id}`, { method: "DELETE" });
    expect(await errorOf(await erase("member"))).toMatchObject({ status: 403, code: "forbidden" });
    expect((await erase("admin")).status).toBe(204);
  });

  test("an isolate keeps what it has read for a while, and forgets at once what it erased itself", async () => {
    const { id } = await made(await post(tenant, { pairs }));
    const store = createCalibrationStore(openDatabase(env.DB));
    let [reads, now] = [0, 0];
    const find = (tenantId: string, one: string) => {
      reads++;
      return store.find(tenantId, one);
    };
    const calibrator = createCalibrator({ find }, 1000, () => now);
    for (let i = 0; i < 3; i++) expect(await calibrator.find(tenant.id, id)).not.toBeNull();
    expect(reads).toBe(1);
    now = 1000;
    expect([await calibrator.find(tenant.id, id), reads]).toEqual([expect.any(Function), 2]);
    calibrator.forget(tenant.id, id);
    await calibrator.find(tenant.id, id);
    expect([await calibrator.find("other", id), reads]).toEqual([null, 4]);
  });
});
