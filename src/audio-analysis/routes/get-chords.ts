import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams } from "../../http/index.ts";
import { answerPart, type PartReaders } from "../answer-part.ts";
import { PART_CARDS } from "../cards-of-parts.ts";
import { chordsSchema } from "../parts-contract.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/chords",
  operationId: "getTrackChords",
  tags: ["audio analysis"],
  summary: "A recording's chords, with its key and tuning",
  request: { params: idParams },
  responses: {
    200: {
      description: "The chords, one after another without gaps",
      content: { "application/json": { schema: chordsSchema } },
    },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/chords`: the stored text. */
export const getChords = (readers: PartReaders) =>
  endpoint(
    { action: "features:read", failures: ["not_found", "analysis_pending"], cards: PART_CARDS.harmony },
    route,
    async (c) => {
      return (await answerPart(c, readers, c.req.valid("param").id, "harmony")) as never;
    },
  );
