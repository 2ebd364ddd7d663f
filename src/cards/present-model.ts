import type { AccuracyCard, Model } from "./contract.ts";

/**
 * A card as lists show it.
 * @param origin scheme, host and port that was asked, for the links
 */
export function presentModel(card: AccuracyCard, origin: string): Model {
  const { name, title, version, kind, summary, figures } = card;
  const href = `${origin}/v1/models/${name}`;
  return {
    name,
    type: "model",
    href,
    title,
    version,
    kind,
    summary,
    figures,
    card: { href: `${href}/card` },
  };
}
