import { createRoute } from "@hono/zod-openapi";
import { endpoint, originOf } from "../../http/index.ts";
import { CARD_NAMES, cardOf } from "../cards.ts";
import { modelListSchema } from "../contract.ts";
import { presentModel } from "../present-model.ts";

const route = createRoute({
  method: "get",
  path: "/v1/models",
  operationId: "listModels",
  tags: ["accuracy"],
  summary: "What computes the figures, one entry a family of them",
  responses: {
    200: { description: "By name", content: { "application/json": { schema: modelListSchema } } },
  },
});

/** `GET /v1/models`: all of them in one answer, since they are few and do not change while we run. */
export const listModels = () =>
  endpoint({ action: "models:read", failures: [] }, route, (c) => {
    const origin = originOf(c);
    c.header("cache-control", "private, max-age=300");
    const models = [...CARD_NAMES].sort().map((name) => presentModel(cardOf(name)!, origin));
    return c.json({ href: `${origin}/v1/models`, models }, 200);
  });
