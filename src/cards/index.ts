import type { Endpoint } from "../http/index.ts";
import { getCard } from "./routes/get-card.ts";
import { getModel } from "./routes/get-model.ts";
import { listModels } from "./routes/list-models.ts";

export type { CardName } from "./cards.ts";
export type { AccuracyCard } from "./contract.ts";
export { cardLinks, cardLinksSchema } from "./name-cards.ts";

/** The operations of this room. */
export const cardEndpoints = (): Endpoint[] => [listModels(), getModel(), getCard()];
