import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ANALYSER_VERSION } from "../../src/audio/version/index.ts";
import { CARD_NAMES, cardOf } from "../../src/cards/cards.ts";
import { accuracyCardSchema } from "../../src/cards/contract.ts";
import { printCard } from "../../src/cards/print-card.ts";

/** What stands at the head of a `card.md` that this test writes; one without it is its trainer's. */
const PRINTED = "<!-- printed from card.json -->\n\n";
const folders = readdirSync("models").filter((name) => existsSync(`models/${name}/card.json`));
/** Whether its trainer writes a card of another shape, and what people read: `attributes-card.ts` and `accuracy.json` tell the same. */
const hasOwnShape = (name: string) => name === "attributes" || existsSync(`models/${name}/accuracy.json`);

test("every model with a card is served, and nothing else", () => {
  expect(folders.length).toBeGreaterThan(10);
  expect([...CARD_NAMES].sort()).toEqual(folders.sort());
});

describe.each(folders)("%s", (name) => {
  test("is a card by the schema, under its folder's name, and small", () => {
    const card = accuracyCardSchema.parse(cardOf(name));
    expect(card.name).toBe(name);
    expect(existsSync(card.method.code), card.method.code).toBe(true);
    if (card.version.startsWith("descant-analyser")) expect(card.version).toBe(ANALYSER_VERSION);
    // All of them travel in the gateway's bundle.
    expect(JSON.stringify(card).length).toBeLessThan(9_000);
  });

  test.skipIf(hasOwnShape(name))("says the same to people (after a change: run with -u)", async () => {
    const file = `models/${name}/card.md`;
    if (existsSync(file) && !readFileSync(file, "utf8").startsWith(PRINTED)) return;
    await expect(PRINTED + printCard(cardOf(name)!)).toMatchFileSnapshot(`../../${file}`);
  });
});

test("figures belong to one card each", () => {
  const owners = new Map<string, string[]>();
  for (const name of CARD_NAMES) {
    for (const { at } of cardOf(name)!.figures) owners.set(at, [...(owners.get(at) ?? []), name]);
  }
  expect(owners.size).toBeGreaterThan(90);
  expect([...owners].filter(([, names]) => names.length > 1)).toEqual([]);
});

describe("what a trainer wrote is what is served", () => {
  const own = (name: string) => JSON.parse(readFileSync(`models/${name}/card.json`, "utf8"));
  const rounded = (value: number) => Number(value.toFixed(3));
  const served = (name: string, figure: string) =>
    cardOf(name)!
      .scores.filter((score) => score.figure === figure)
      .map(({ value }) => value);

  test("of genre", () => {
    const { version, test: scores } = own("genre");
    const { accuracy, macroF1, logLoss, calibrationError, answered } = scores;
    expect(cardOf("genre")!.version).toBe(version);
    expect(served("genre", "genre")).toEqual([accuracy, macroF1, logLoss, calibrationError].map(rounded));
    expect(served("genre", "confidence")).toEqual([rounded(answered.accuracy)]);
  });

  test("of mood", () => {
    const { version, average, emotions } = own("mood");
    const each = (emotions as { rSquared: number }[]).map(({ rSquared }) => rounded(rSquared));
    expect(cardOf("mood")!.version).toBe(version);
    expect(served("mood", "share").slice(0, 11)).toEqual([
      rounded(average.rSquared),
      rounded(average.pearson),
      ...each,
    ]);
  });

  test("of rhythm and voice", () => {
    const { crossValidated } = own("rhythm") as { crossValidated: Record<string, number> };
    const scores = ["tempo", "beats", "bars", "onsets", "metre"].flatMap((figure) =>
      served("rhythm", figure),
    );
    expect(Object.values(crossValidated)).toEqual(expect.arrayContaining(scores));
    expect(scores).toHaveLength(8);
    const { speech, realSpeech, vocal } = own("voice");
    const { auc, accuracy, brier } = speech.crossValidated.all;
    expect(served("voice", "speech")).toEqual([auc, accuracy, brier, realSpeech.accuracy].map(rounded));
    const { crossValidated: voice } = vocal;
    expect(served("voice", "vocal")).toEqual([voice.auc, voice.accuracy, voice.brier].map(rounded));
  });
});

test("names that stored answers still have lead to what took their place", () => {
  expect(cardOf("key")!.name).toBe("harmony");
  expect(cardOf("tempo")!.name).toBe("rhythm");
});
