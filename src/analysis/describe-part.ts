import type { TrackAnalysis } from "../audio/index.ts";
import type { Part } from "../audio-analysis/index.ts";

/** Puts one part of an analysis into the shape of the API. */
export function describePart(analysis: TrackAnalysis, part: Part): unknown {
  switch (part) {
    case "descriptors":
      return analysis.descriptors;
  }
}
