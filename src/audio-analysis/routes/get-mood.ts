import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams } from "../../http/index.ts";
import { answerPart, type PartReaders } from "../answer-part.ts";
import { PART_CARDS } from "../cards-of-parts.ts";
import { moodSchema } from "../parts-contract.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/mood",
  operationId: "getTrackMood",
  tags: ["audio analysis"],
  summary: "What listeners would feel: nine emotions, each with an interval",
  request: { params: idParams },
  responses: {
    200: { description: "The mood", content: { "application/json": { schema: moodSchema } } },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/mood`: the stored text. */
export const getMood = (readers: PartReaders) =>
  endpoint(
    { action: "features:read", failures: ["not_found", "analysis_pending"], cards: PART_CARDS.mood },
    route,
    async (c) => {
      return (await answerPart(c, readers, c.req.valid("param").id, "mood")) as never;
    },
  );
