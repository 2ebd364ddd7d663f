import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams } from "../../http/index.ts";
import { answerPart, type PartReaders } from "../answer-part.ts";
import { PART_CARDS } from "../cards-of-parts.ts";
import { voiceSchema } from "../parts-contract.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/voice",
  operationId: "getTrackVoice",
  tags: ["audio analysis"],
  summary: "Whether somebody sings or speaks, and whether it is speech rather than music",
  request: { params: idParams },
  responses: {
    200: { description: "The verdicts", content: { "application/json": { schema: voiceSchema } } },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/voice`: the stored text. */
export const getVoice = (readers: PartReaders) =>
  endpoint(
    { action: "features:read", failures: ["not_found", "analysis_pending"], cards: PART_CARDS.voice },
    route,
    async (c) => {
      return (await answerPart(c, readers, c.req.valid("param").id, "voice")) as never;
    },
  );
