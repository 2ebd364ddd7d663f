import type { CardName } from "../cards/index.ts";
import type { Matrix, Part } from "./parts.ts";

/** The cards that speak for the figures of each part. */
export const PART_CARDS = {
  descriptors: ["descriptors"],
  rhythm: ["rhythm"],
  harmony: ["harmony"],
  structure: ["structure", "timbre", "rhythm", "harmony", "loudness"],
  quality: ["quality", "loudness"],
  fingerprint: ["fingerprint"],
  genre: ["genre"],
  mood: ["mood"],
  voice: ["voice"],
} as const satisfies Record<Part, readonly CardName[]>;

/** And those of matrices, whichever they are. */
export const MATRIX_CARDS = ["descriptors"] as const satisfies readonly CardName[];

/** The whole analysis is rhythm and structure, with a key and a loudness of the recording. */
export const ANALYSIS_CARDS = PART_CARDS.structure;

/** The cards of an analysis that consists of these parts and matrices, each once. */
export function cardsOf(parts: readonly Part[], matrices: readonly Matrix[]): CardName[] {
  return [
    ...new Set<CardName>([
      ...parts.flatMap((part) => PART_CARDS[part]),
      ...(matrices.length > 0 ? MATRIX_CARDS : []),
    ]),
  ];
}
