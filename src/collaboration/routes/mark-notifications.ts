import { createRoute } from "@hono/zod-openapi";
import { endpoint } from "../../http/index.ts";
import { markedSchema, markNotificationsSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { BODY_FAILURES, json } from "./room-endpoint.ts";

const route = createRoute({
  method: "patch",
  path: "/v1/notifications",
  operationId: "markNotifications",
  tags: ["notifications"],
  summary: "Mark what is in your inbox as read, or as unread again",
  request: { body: { required: true, content: json(markNotificationsSchema) } },
  responses: { 200: { description: "How many have changed", content: json(markedSchema) } },
});

/** `PATCH /v1/notifications`. */
export const markNotifications = ({ notifications }: CollaborationParts) =>
  endpoint({ action: "notifications:mark", failures: BODY_FAILURES }, route, async (c) => {
    const { ids = null, read } = c.req.valid("json");
    const { tenantId, actor } = c.var.principal;
    const marked = await notifications.mark(tenantId, actor, ids, read ? Date.now() : null);
    return c.json({ marked }, 200);
  });
