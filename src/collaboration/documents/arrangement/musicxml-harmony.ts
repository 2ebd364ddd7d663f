import { type Alteration, type Chord, formatChord, NO_CHORD } from "../music/chord.ts";
import type { Quality } from "../music/chord-quality.ts";
import { formatPitch, type Pitch } from "../music/pitch.ts";
import { branch, type Element, leaf } from "./xml.ts";

/** A chord symbol as MusicXML's `harmony`: root, kind, bass and degrees, in the order that the schema wants. */
export function harmonyElement(chord: Chord | typeof NO_CHORD): Element {
  if (chord === NO_CHORD) {
    return branch(
      "harmony",
      {},
      branch("root", {}, leaf("root-step", "C", { text: "" })),
      leaf("kind", "none", { text: NO_CHORD }),
    );
  }
  const { root, quality, alterations, bass } = chord;
  const text = formatChord({ ...chord, bass: null }).slice(formatPitch(root).length);
  return branch(
    "harmony",
    {},
    branch("root", {}, leaf("root-step", root.step), alterElement("root-alter", root)),
    leaf("kind", quality.kind, { text }),
    bass && branch("bass", {}, leaf("bass-step", bass.step), alterElement("bass-alter", bass)),
    ...alterations.map((alteration) => degreeElement(alteration, quality)),
  );
}

function alterElement(name: string, { alter }: Pitch): Element | null {
  return alter === 0 ? null : leaf(name, alter);
}

/** Semitones of the degrees that MusicXML measures an altered degree of a chord's kind against. */
const NATURAL: Record<number, number> = { 5: 7, 7: 10, 9: 14, 11: 17, 13: 21 };

/**
 * The chord's text says it all, so degrees are not printed. An altered one is told from what the kind has there; MusicXML's
 * thirteenth chords have an eleventh, which as players read them they have not.
 */
function degreeElement({ type, degree, alter }: Alteration, { degrees, kind }: Quality): Element {
  const from = type === "alter" ? (degrees[degree] ?? 0) - (NATURAL[degree] ?? degrees[degree] ?? 0) : 0;
  const isThere = degree === 11 && kind.endsWith("13th");
  return branch(
    "degree",
    { "print-object": "no" },
    leaf("degree-value", degree),
    leaf("degree-alter", alter - from),
    leaf("degree-type", isThere ? "alter" : type),
  );
}
