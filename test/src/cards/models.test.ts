import { expect, test } from "vitest";
import { CARD_NAMES } from "../../../src/cards/cards.ts";
import { accuracyCardSchema, modelListSchema, modelSchema } from "../../../src/cards/contract.ts";
import { audioFeaturesSchema, FEATURE_CARDS } from "../../../src/features/contract.ts";
import { formOf, wavFile } from "../../workers/gateway/sound.ts";
import { createTenant, errorOf, ORIGIN } from "../../workers/gateway/tenant.ts";

test("the list has every card, and each entry leads to itself and to its card", async () => {
  const tenant = await createTenant();
  const { models } = modelListSchema.parse(await (await tenant.fetch("/v1/models")).json());
  expect(models.map(({ name }) => name)).toEqual([...CARD_NAMES].sort());
  for (const { name, href, card } of models) {
    expect(modelSchema.parse(await (await tenant.fetch(href)).json()).name).toBe(name);
    expect(accuracyCardSchema.parse(await (await tenant.fetch(card.href)).json()).name).toBe(name);
  }
});

test("a card is JSON, and Markdown for those who ask for it, by header or by query", async () => {
  const tenant = await createTenant();
  const typeOf = async (query: string, accept?: string) => {
    const answer = await tenant.fetch(`/v1/models/rhythm/card${query}`, {
      headers: accept === undefined ? {} : { accept },
    });
    expect(answer.headers.get("vary")?.toLowerCase()).toContain("accept");
    const text = await answer.text();
    return `${answer.headers.get("content-type")?.split(";")[0]} ${text.slice(0, 2)}`;
  };
  const [json, markdown] = ['application/json {"', "text/markdown # "];
  expect(await typeOf("")).toBe(json);
  expect(await typeOf("", "*/*")).toBe(json);
  expect(await typeOf("", "application/json, text/markdown;q=0.5")).toBe(json);
  expect(await typeOf("", "text/markdown, */*;q=0.1")).toBe(markdown);
  expect(await typeOf("?format=md")).toBe(markdown);
  expect(await typeOf("?format=json", "text/markdown")).toBe(json);
});

test("a name that is none: 404 with those there are, or 400 where it cannot be one", async () => {
  const tenant = await createTenant();
  for (const path of ["/v1/models/crystal-ball", "/v1/models/constructor/card"]) {
    const error = await errorOf(await tenant.fetch(path));
    expect(error).toMatchObject({ status: 404, code: "not_found" });
    expect(error.details?.models).toContain("rhythm");
  }
  for (const path of [
    "/v1/models/__proto__",
    "/v1/models/Rhythm/card",
    "/v1/models/rhythm/card?format=pdf",
  ]) {
    expect(await errorOf(await tenant.fetch(path))).toMatchObject({ status: 400, code: "invalid_request" });
  }
});

test("audio features name their cards, on the host that was asked, and the names lead there", async () => {
  const tenant = await createTenant();
  const sent = await tenant.fetch("/v1/tracks", {
    method: "POST",
    body: formOf(wavFile(1, 40)),
    headers: { prefer: "wait=30" },
  });
  const { track } = await sent.json<{ track: { id: string } }>();
  const { cards } = audioFeaturesSchema.parse(
    await (await tenant.fetch(`/v1/audio-features/${track.id}`)).json(),
  );
  expect(Object.keys(cards ?? {})).toEqual(FEATURE_CARDS);
  for (const [name, href] of Object.entries(cards ?? {}) as [string, string][]) {
    expect(href).toBe(`${ORIGIN}/v1/models/${name}/card`);
    expect((await tenant.fetch(href)).status).toBe(200);
  }
});
