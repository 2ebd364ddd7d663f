import { type Rhythm, tempoOf } from "./rhythm/index.ts";
import type { SpectralResult } from "./spectral/index.ts";
import type { Section } from "./structure/index.ts";
import { estimateKey, type KeyEstimate } from "./tonal/index.ts";

/** A section with what is true of it alone. */
export interface TrackSection extends Section {
  /** LUFS, without gates. */
  loudness: number;
  tempo: { bpm: number; confidence: number };
  key: KeyEstimate;
}

const CLASSES = 12;

/** Looks at each section by itself. @param loudnessBetween LUFS of a stretch, from and to in seconds */
export function describeSections(
  sections: readonly Section[],
  { chroma, rms, frames, frameRate }: SpectralResult,
  rhythm: Rhythm,
  loudnessBetween: (start: number, end: number) => number,
): TrackSection[] {
  return sections.map((section) => {
    const end = section.start + section.duration;
    const first = Math.min(frames, Math.round(section.start * frameRate));
    const last = Math.min(frames, Math.round(end * frameRate));
    return {
      ...section,
      loudness: loudnessBetween(section.start, end),
      tempo: tempoOf(rhythm, section.start, end),
      key: estimateKey(
        chroma.subarray(first * CLASSES, last * CLASSES),
        last - first,
        rms.subarray(first, last),
      ),
    };
  });
}
