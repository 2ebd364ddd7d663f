import { createRoute } from "@hono/zod-openapi";
import { endpoint, originOf } from "../../http/index.ts";
import { modelParams, modelSchema } from "../contract.ts";
import { findCard } from "../find-card.ts";
import { presentModel } from "../present-model.ts";

const route = createRoute({
  method: "get",
  path: "/v1/models/{name}",
  operationId: "getModel",
  tags: ["accuracy"],
  summary: "What computes a family of figures",
  request: { params: modelParams },
  responses: { 200: { description: "It", content: { "application/json": { schema: modelSchema } } } },
});

/** `GET /v1/models/{name}`. */
export const getModel = () =>
  endpoint({ action: "models:read", failures: ["not_found"] }, route, (c) => {
    const card = findCard(c.req.valid("param").name);
    c.header("cache-control", "private, max-age=300");
    return c.json(presentModel(card, originOf(c)), 200);
  });
