import { cardLinks } from "../cards/index.ts";
import type { RequestedAnalysisRow } from "./analysis-store.ts";
import { cardsOf } from "./cards-of-parts.ts";

/**
 * What the API says of a requested analysis, but for its parts.
 * @param origin scheme, host and port that was asked, for the links
 */
export function presentRequestedAnalysis(row: RequestedAnalysisRow, origin: string) {
  const href = `${origin}/v1/audio/analyses/${row.id}`;
  return {
    id: row.id,
    type: "audio_analysis" as const,
    href,
    track: { id: row.trackId, href: `${origin}/v1/tracks/${row.trackId}` },
    matrices: row.matrices.map((name) => ({ name, format: row.format, href: `${href}/matrices/${name}` })),
    created_at: new Date(row.createdAt).toISOString(),
    expires_at: new Date(row.expiresAt).toISOString(),
    cards: cardLinks(cardsOf(row.parts, row.matrices), origin),
  };
}
