import descriptors from "../../models/descriptors/card.json";
import fingerprint from "../../models/fingerprint/card.json";
import genre from "../../models/genre/accuracy.json";
import harmony from "../../models/harmony/card.json";
import loudness from "../../models/loudness/card.json";
import mood from "../../models/mood/accuracy.json";
import quality from "../../models/quality/accuracy.json";
import rhythm from "../../models/rhythm/accuracy.json";
import structure from "../../models/structure/card.json";
import timbre from "../../models/timbre/card.json";
import voice from "../../models/voice/accuracy.json";
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
  genre: () => genre,
  harmony: () => harmony,
  loudness: () => loudness,
  mood: () => mood,
  quality: () => quality,
  rhythm: () => rhythm,
  structure: () => structure,
  timbre: () => timbre,
  voice: () => voice,
} satisfies Record<string, () => unknown>;

export type CardName = keyof typeof CARDS;

export const CARD_NAMES = Object.keys(CARDS) as [CardName, ...CardName[]];

/** Names that stored answers still have: what they spoke of has another card now. */
const SUCCESSORS: Readonly<Record<string, CardName>> = { key: "harmony", tempo: "rhythm" };

/** Cards that somebody has asked for: most isolates are never asked, so that none is checked before. */
const read = new Map<string, AccuracyCard>();

/** The card of a name, or of what has taken its place; undefined where there is none. */
export function cardOf(asked: string): AccuracyCard | undefined {
  const name = Object.hasOwn(SUCCESSORS, asked) ? SUCCESSORS[asked]! : asked;
  if (!Object.hasOwn(CARDS, name)) return undefined;
  const known = read.get(name);
  if (known) return known;
  const card = accuracyCardSchema.parse(CARDS[name as CardName]());
  read.set(name, card);
  return card;
}
