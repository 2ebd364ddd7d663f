import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CARD_NAMES, cardOf } from "../../src/cards/cards.ts";
import { accuracyCardSchema } from "../../src/cards/contract.ts";
import { printCard } from "../../src/cards/print-card.ts";
import { audioFeaturesSchema } from "../../src/features/contract.ts";

/** What stands at the head of a `card.md` that this test writes; one without it is its trainer's. */
const PRINTED = "<!-- printed from card.json -->\n\n";
const folders = readdirSync("models").filter((name) => existsSync(`models/${name}/card.json`));
/** Their trainers write cards of another shape, and what people read: `attributes-card.ts` and `accuracy.json` tell the same. */
const OWN_SHAPE = ["attributes", "quality"];

test("every model with a card is served, and nothing else", () => {
  expect(folders.length).toBeGreaterThan(3);
  expect([...CARD_NAMES].sort()).toEqual(folders.sort());
});

describe.each(folders)("%s", (name) => {
  test("is a card by the schema, under its folder's name, and small", () => {
    const card = accuracyCardSchema.parse(cardOf(name));
    expect(card.name).toBe(name);
    expect(existsSync(card.method.code), card.method.code).toBe(true);
    // All of them travel in the gateway's bundle.
    expect(JSON.stringify(card).length).toBeLessThan(9_000);
  });

  test.skipIf(OWN_SHAPE.includes(name))("says the same to people (after a change: run with -u)", async () => {
    const file = `models/${name}/card.md`;
    if (existsSync(file) && !readFileSync(file, "utf8").startsWith(PRINTED)) return;
    await expect(PRINTED + printCard(cardOf(name)!)).toMatchFileSnapshot(`../../${file}`);
  });
});

describe("figures", () => {
  const owners = new Map<string, string[]>();
  for (const name of CARD_NAMES) {
    for (const { at } of cardOf(name)!.figures) owners.set(at, [...(owners.get(at) ?? []), name]);
  }

  test("belong to one card each", () => {
    expect([...owners].filter(([, names]) => names.length > 1)).toEqual([]);
  });

  /** Counted, not estimated: there is nothing to be right or wrong about. */
  const COUNTED = ["/duration_ms"];

  test("of audio features have a card each, and confidences that of what they are about", () => {
    const leaves = numbersIn(audioFeaturesSchema.toJSONSchema({ io: "output" }) as Node, "");
    expect(leaves.length).toBeGreaterThan(25);
    const lonely = leaves.filter((leaf) => {
      const figure = leaf.replace(/^\/confidence(?=\/)/, "");
      return !COUNTED.includes(figure) && !owners.has(`audio-features#${figure}`);
    });
    expect(lonely).toEqual([]);
  });

  test("that cards claim of audio features are there", () => {
    const leaves = new Set(numbersIn(audioFeaturesSchema.toJSONSchema({ io: "output" }) as Node, ""));
    for (const at of owners.keys()) {
      const [answer, pointer] = at.split("#") as [string, string];
      if (answer === "audio-features") expect(leaves, at).toContain(pointer);
    }
  });

  test("of audio features stand in a card that the answer names", () => {
    const named = Object.keys(audioFeaturesSchema.shape.cards.unwrap().shape);
    const claiming = [...owners]
      .filter(([at]) => at.startsWith("audio-features#"))
      .flatMap(([, names]) => names);
    expect(named.sort()).toEqual([...new Set(claiming)].sort());
  });
});

interface Node {
  type?: string | string[];
  properties?: Record<string, Node>;
  anyOf?: Node[];
  items?: Node;
}

/** JSON pointers of all numbers that a schema allows; `*` for the entries of a list. */
function numbersIn(node: Node, at: string): string[] {
  const types = [node.type ?? []].flat();
  if (types.includes("number") || types.includes("integer")) return [at];
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([name, child]) => numbersIn(child, `${at}/${name}`)),
    ...(node.anyOf ?? []).flatMap((child) => numbersIn(child, at)),
    ...(node.items ? numbersIn(node.items, `${at}/*`) : []),
  ];
}
