import { ApiError } from "../http/index.ts";
import { CARD_NAMES, cardOf } from "./cards.ts";
import type { AccuracyCard } from "./contract.ts";

/**
 * The card of a name.
 * @throws ApiError `not_found`, with the names that there are
 */
export function findCard(name: string): AccuracyCard {
  const card = cardOf(name);
  if (card) return card;
  throw new ApiError("not_found", "There is no model of this name.", {
    details: { models: [...CARD_NAMES].sort() },
  });
}
