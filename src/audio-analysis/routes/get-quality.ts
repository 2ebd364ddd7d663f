import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams } from "../../http/index.ts";
import { answerPart, type PartReaders } from "../answer-part.ts";
import { PART_CARDS } from "../cards-of-parts.ts";
import { qualitySchema } from "../quality-contract.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/quality",
  operationId: "getTrackQuality",
  tags: ["audio analysis"],
  summary:
    "How good a recording is technically: loudness, clipping, phase, band, noise, and a score with its reasons",
  request: { params: idParams },
  responses: {
    200: { description: "The quality", content: { "application/json": { schema: qualitySchema } } },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/quality`: the stored text. */
export const getQuality = (readers: PartReaders) =>
  endpoint(
    { action: "features:read", failures: ["not_found", "analysis_pending"], cards: PART_CARDS.quality },
    route,
    async (c) => {
      return (await answerPart(c, readers, c.req.valid("param").id, "quality")) as never;
    },
  );
