import { createRoute, z } from "@hono/zod-openapi";
import { type AppContext, endpoint } from "../../http/index.ts";
import { accuracyCardSchema, modelParams } from "../contract.ts";
import { findCard } from "../find-card.ts";
import { printCard } from "../print-card.ts";

const query = z.object({
  format: z
    .enum(["json", "md"])
    .optional()
    .openapi({ description: "Instead of the Accept header: json, or md for Markdown" }),
});

const route = createRoute({
  method: "get",
  path: "/v1/models/{name}/card",
  operationId: "getModelCard",
  tags: ["accuracy"],
  summary: "How right a family of figures is: what it was measured on, beside which baseline and peer",
  request: { params: modelParams, query },
  responses: {
    200: {
      description: "The accuracy card",
      content: {
        "application/json": { schema: accuracyCardSchema },
        "text/markdown": { schema: z.string() },
      },
    },
  },
});

/** `GET /v1/models/{name}/card`: JSON, or Markdown for those who ask for it. */
export const getCard = () =>
  endpoint({ action: "models:read", failures: ["not_found"] }, route, (c) => {
    const card = findCard(c.req.valid("param").name);
    c.header("cache-control", "private, max-age=300");
    c.header("vary", "accept", { append: true });
    if ((c.req.valid("query").format ?? wanted(c)) === "json") return c.json(card, 200);
    return c.body(printCard(card), 200, { "content-type": "text/markdown; charset=utf-8" }) as never;
  });

/** Markdown only where it is named and JSON is not named before it. */
function wanted(c: AppContext): "json" | "md" {
  const accept = c.req.header("accept") ?? "";
  const [markdown, json] = [accept.indexOf("text/markdown"), accept.indexOf("application/json")];
  return markdown >= 0 && (json < 0 || markdown < json) ? "md" : "json";
}
