import descriptors from "../../models/descriptors/card.json";
import fingerprint from "../../models/fingerprint/card.json";
import key from "../../models/key/card.json";
import loudness from "../../models/loudness/card.json";
import quality from "../../models/quality/accuracy.json";
import tempo from "../../models/tempo/card.json";
import { attributesCard } from "./attributes-card.ts";
import { type AccuracyCard, accuracyCardSchema } from "./contract.ts";

/**
 * Every card there is, by its name. A new one is a file `models/<name>/card.json` (`accuracy.json`, where a
 * trainer writes a card of another shape) and a line here; tests see that none is forgotten.
 */
const CARDS = {
  attributes: attributesCard,
  descriptors: () => descriptors,
  fingerprint: () => fingerprint,
  key: () => key,
  loudness: () => loudness,
  quality: () => quality,
  tempo: () => tempo,
} satisfies Record<string, () => unknown>;

export type CardName = keyof typeof CARDS;

export const CARD_NAMES = Object.keys(CARDS) as [CardName, ...CardName[]];

/** Cards that somebody has asked for: most isolates are never asked, so that none is checked before. */
const read = new Map<string, AccuracyCard>();

/** The card of a name; undefined where there is none. */
export function cardOf(name: string): AccuracyCard | undefined {
  if (!Object.hasOwn(CARDS, name)) return undefined;
  const known = read.get(name);
  if (known) return known;
  const card = accuracyCardSchema.parse(CARDS[name as CardName]());
  read.set(name, card);
  return card;
}
