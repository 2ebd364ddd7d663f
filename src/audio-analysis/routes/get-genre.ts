import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams } from "../../http/index.ts";
import { answerPart, type PartReaders } from "../answer-part.ts";
import { PART_CARDS } from "../cards-of-parts.ts";
import { genreSchema } from "../parts-contract.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/genre",
  operationId: "getTrackGenre",
  tags: ["audio analysis"],
  summary:
    "What genre a recording may be, with a probability for each, or that the model would rather not say",
  request: { params: idParams },
  responses: {
    200: { description: "The genre", content: { "application/json": { schema: genreSchema } } },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/genre`: the stored text. */
export const getGenre = (readers: PartReaders) =>
  endpoint(
    { action: "features:read", failures: ["not_found", "analysis_pending"], cards: PART_CARDS.genre },
    route,
    async (c) => {
      return (await answerPart(c, readers, c.req.valid("param").id, "genre")) as never;
    },
  );
