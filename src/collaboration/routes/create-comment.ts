import { createRoute } from "@hono/zod-openapi";
import { idParams } from "../../http/index.ts";
import { presentComment } from "../comments/present-comment.ts";
import { writeComment } from "../comments/write-comment.ts";
import { commentSchema, createCommentSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { BODY_FAILURES, json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/rooms/{id}/comments",
  operationId: "createComment",
  tags: ["rooms"],
  summary: "Comment on a room's document, or answer in a thread",
  description: "Members it mentions find it in their inbox; of who is no member, nothing is kept.",
  request: { params: idParams, body: { required: true, content: json(createCommentSchema) } },
  responses: { 201: { description: "The comment", content: json(commentSchema) } },
});

/** `POST /v1/rooms/{id}/comments`. */
export const createComment = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:comment", act: "comments:write", failures: [...BODY_FAILURES, "room_full"] },
    route,
    async (c) => {
      const { body, mentions, thread = null, anchor = null } = c.req.valid("json");
      const { tenantId, actor } = c.var.principal;
      const where = { tenantId, roomId: c.var.seat.room.id, actor };
      const row = await writeComment(parts, where, { body, mentions, thread, anchor }, Date.now());
      return c.json(presentComment(row), 201);
    },
  );
