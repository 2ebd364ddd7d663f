import { describe, expect, test } from "vitest";
import { PART_CARDS } from "../../../src/audio-analysis/cards-of-parts.ts";
import { CARD_NAMES, cardOf } from "../../../src/cards/cards.ts";
import { formOf, wavFile } from "../../workers/gateway/sound.ts";
import { ask, createTenant, ORIGIN, type Tenant } from "../../workers/gateway/tenant.ts";
import { covers, type Document, figuresOf } from "./named-figures.ts";

// Walked from the document that the gateway serves, so that a figure is tested by being there.

/** Whatever these say of a sound is a figure; of other answers it is what some card claims. */
const ABOUT_SOUND = ["audio analysis", "audio features", "fingerprints"];

/** Numbers that no card speaks for, because there is nothing in them to be right or wrong about. */
const NO_FIGURES: Record<string, string> = {
  "audio-features#/duration_ms": "counted samples",
  "audio-analysis#/track/duration": "counted samples",
  "audio-analysis#/track/num_samples": "counted samples",
  "audio-analysis#/track/analysis_sample_rate": "how it was computed",
  "audio-analysis#/meta": "about the analysis, not the sound",
  "quality#/duration": "counted samples",
  "quality#/sample_rate": "as the file says",
  "quality#/channels": "as the file says",
  "fingerprint#/duration": "counted samples",
  "fingerprint#/hash_seconds": "how it was computed",
  "fingerprint-part#/duration": "counted samples",
  "fingerprint-part#/hash_seconds": "how it was computed",
  "audio-matrix#/frame_rate": "how it was computed",
  "audio-matrix#/shape": "counted frames",
  waveform: "the lowest and highest samples as they are, and how many",
  task: "about the work, not the sound",
};

const document = await (await ask("/openapi.json")).json<Document>();
const claims = CARD_NAMES.flatMap((card) => cardOf(card)!.figures.map(({ at }) => ({ card, at })));
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .map(([, operation]) => {
      const isAboutSound = operation.tags?.some((tag) => ABOUT_SOUND.includes(tag)) ?? false;
      const content = { ...operation.responses[200]?.content, ...operation.responses[201]?.content };
      const json = content["application/json"];
      const { at, named } = json ? figuresOf(document, json.schema) : { at: [], named: [] };
      return {
        ...operation,
        path,
        figures: [...at].filter((figure) => (isAboutSound ? !reasonOf(figure) : ownersOf(figure).length > 0)),
        spared: isAboutSound ? [...at].flatMap((figure) => reasonOf(figure) ?? []) : [],
        named: new Set([...named, ...(operation["x-cards"] ?? [])]),
        others: Object.keys(content).filter((type) => type !== "application/json"),
        isAboutSound,
      };
    })
    .filter(({ isAboutSound, figures }) => isAboutSound || figures.length > 0),
);

function reasonOf(figure: string): string | undefined {
  return Object.keys(NO_FIGURES).find((at) => covers(at, figure) || figure.startsWith(`${at}#`));
}

function ownersOf(figure: string): string[] {
  return [...new Set(claims.filter(({ at }) => covers(at, figure)).map(({ card }) => card))];
}

test("there are answers and figures to walk", () => {
  expect(operations.length).toBeGreaterThan(14);
  expect(operations.flatMap(({ figures }) => figures).length).toBeGreaterThan(100);
});

describe.each(operations.map((operation) => [operation.operationId, operation] as const))("%s", (_, it) => {
  test("has one card for each of its figures", () => {
    const wrong = it.figures
      .map((figure) => [figure, ...ownersOf(figure)])
      .filter(({ length }) => length !== 2);
    expect(wrong).toEqual([]);
  });

  test("names those cards, in its body or in Link, and no others", () => {
    const owners = new Set(it.figures.flatMap(ownersOf));
    // What is drawn, and what travels as bytes, has no schema to be walked: it has to name some card all the same.
    if (it.figures.length > 0 || it.others.length === 0) {
      expect([...it.named].sort()).toEqual([...owners].sort());
    } else if (!it.path.endsWith("/waveform")) expect(it.named.size).toBeGreaterThan(0);
    for (const name of it.named) expect(CARD_NAMES).toContain(name);
  });
});

test("whatever a card claims is in some answer, and whatever needs no card too", () => {
  const figures = new Set(operations.flatMap(({ figures }) => figures));
  const idle = claims.filter(({ at }) => ![...figures].some((figure) => covers(at, figure)));
  expect(idle).toEqual([]);
  const spared = new Set(operations.flatMap(({ spared }) => spared));
  expect([...spared].sort()).toEqual(Object.keys(NO_FIGURES).sort());
});

test("a part's cards are those of its figures", () => {
  const { parts } = document.components.schemas.RequestedAudioAnalysis!.properties!;
  expect(Object.keys(parts!.properties!).sort()).toEqual(Object.keys(PART_CARDS).sort());
  for (const [part, cards] of Object.entries(PART_CARDS)) {
    const { at } = figuresOf(document, parts!.properties![part]!);
    const owners = new Set([...at].filter((figure) => !reasonOf(figure)).flatMap(ownersOf));
    expect([...owners].sort(), part).toEqual([...cards].sort());
  }
});

describe("served answers", () => {
  const linkOf = (cards: readonly string[]) =>
    cards.map((name) => `<${ORIGIN}/v1/models/${name}/card>; rel="describedby"`).join(", ");
  const linked = operations.filter(
    (operation) => operation["x-cards"] && /^\/v1\/(tracks|audio-analysis)\/\{id\}/.test(operation.path),
  );

  test("name their cards in Link, also when the caller holds them; errors name none", async () => {
    const tenant = await createTenant();
    const id = await upload(tenant);
    expect(linked.length).toBeGreaterThan(6);
    for (const { path, ...operation } of linked) {
      const at = path.replace("{id}", id);
      const answer = await tenant.fetch(at);
      expect(answer.status, path).toBe(200);
      await answer.arrayBuffer();
      expect(answer.headers.get("link"), path).toBe(linkOf(operation["x-cards"]!));
      const held = await tenant.fetch(at, { headers: { "if-none-match": answer.headers.get("etag")! } });
      expect([held.status, held.headers.get("link")], path).toEqual([304, linkOf(operation["x-cards"]!)]);
      const lost = await tenant.fetch(path.replace("{id}", "0".repeat(22)));
      expect([lost.status, lost.headers.get("link")], path).toEqual([404, null]);
    }
  });

  test("of uploads name the cards of their features, and in Link that of duplicates", async () => {
    const tenant = await createTenant();
    const sent = await tenant.fetch("/v1/tracks", {
      method: "POST",
      body: formOf(wavFile(1, 40)),
      headers: { prefer: "wait=30" },
    });
    const { audio_features } = await sent.json<{ audio_features: { cards: object } }>();
    expect(Object.keys(audio_features.cards)).toEqual(["attributes", "harmony", "loudness", "rhythm"]);
    expect(sent.headers.get("link")).toBe(linkOf(["fingerprint"]));
  });

  test("of requested analyses name the cards of what was asked for, and of matrices theirs", async () => {
    const tenant = await createTenant();
    const made = await tenant.fetch("/v1/audio/analyses", {
      method: "POST",
      headers: { "content-type": "application/json", prefer: "wait=30" },
      body: JSON.stringify({
        track_id: await upload(tenant),
        parts: ["voice", "quality"],
        matrices: ["rms"],
      }),
    });
    const at = made.headers.get("location")!;
    const { cards } = await (await tenant.fetch(at)).json<{ cards: Record<string, string> }>();
    expect(Object.keys(cards)).toEqual(["voice", "quality", "loudness", "descriptors"]);
    for (const href of Object.values(cards)) expect((await tenant.fetch(href)).status).toBe(200);
    const matrix = await tenant.fetch(`${at}/matrices/rms`);
    await matrix.arrayBuffer();
    expect(matrix.headers.get("link")).toBe(linkOf(["descriptors"]));
  });
});

async function upload(tenant: Tenant): Promise<string> {
  const sent = await tenant.fetch("/v1/tracks", {
    method: "POST",
    body: formOf(wavFile(1, 40)),
    headers: { prefer: "wait=30" },
  });
  return (await sent.json<{ track: { id: string } }>()).track.id;
}
