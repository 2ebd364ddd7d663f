import { createRoute } from "@hono/zod-openapi";
import { endpoint, pageOf } from "../../http/index.ts";
import { notificationPageSchema, notificationsQuery } from "../contract.ts";
import { presentNotification } from "../notifications/present-notification.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { json } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/notifications",
  operationId: "listNotifications",
  tags: ["notifications"],
  summary: "Your inbox",
  description: "What happened in rooms that is about you: mentions, answers, invitations. Kept for 90 days.",
  request: { query: notificationsQuery },
  responses: {
    200: { description: "Newest first, with how many are unread", content: json(notificationPageSchema) },
  },
});

/** `GET /v1/notifications`. */
export const listNotifications = ({ notifications }: CollaborationParts) =>
  endpoint({ action: "notifications:list", failures: [] }, route, async (c) => {
    const { limit, offset, unread: filter } = c.req.valid("query");
    const { tenantId, actor } = c.var.principal;
    const isUnreadOnly = filter === "true";
    const { items, total, unread } = await notifications.page(tenantId, actor, isUnreadOnly, {
      limit,
      offset,
    });
    const page = pageOf(c.req.url, items.map(presentNotification), { limit, offset }, total);
    return c.json({ ...page, unread }, 200);
  });
