import { createRoute } from "@hono/zod-openapi";
import { idParams, pageOf } from "../../http/index.ts";
import { presentThread } from "../comments/present-comment.ts";
import { commentsQuery, threadPageSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/comments",
  operationId: "listComments",
  tags: ["rooms"],
  summary: "A room's comments, thread by thread",
  request: { params: idParams, query: commentsQuery },
  responses: {
    200: {
      description: "Threads, oldest first, each with all its comments",
      content: json(threadPageSchema),
    },
  },
});

/** `GET /v1/rooms/{id}/comments`. */
export const listComments = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:read", act: "comments:read" }, route, async (c) => {
    const { limit, offset, state } = c.req.valid("query");
    const { tenantId } = c.var.principal;
    const { id } = c.var.seat.room;
    const { threads, total } = await parts.comments.page(tenantId, id, state, { limit, offset });
    return c.json(pageOf(c.req.url, threads.map(presentThread), { limit, offset }, total), 200);
  });
