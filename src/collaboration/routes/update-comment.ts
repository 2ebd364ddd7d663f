import { createRoute } from "@hono/zod-openapi";
import { ApiError } from "../../http/index.ts";
import { presentComment } from "../comments/present-comment.ts";
import { editComment, noSuchComment, resolveThread } from "../comments/write-comment.ts";
import { commentParams, commentSchema, updateCommentSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { BODY_FAILURES, json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "patch",
  path: "/v1/rooms/{id}/comments/{comment}",
  operationId: "updateComment",
  tags: ["rooms"],
  summary: "Reword a comment of yours, or resolve a thread or open it again",
  description: "A thread is resolved by its first comment's id, by anybody who may comment.",
  request: { params: commentParams, body: { required: true, content: json(updateCommentSchema) } },
  responses: { 200: { description: "The comment as it is now", content: json(commentSchema) } },
});

/** `PATCH /v1/rooms/{id}/comments/{comment}`. */
export const updateComment = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:comment", act: "comments:write", failures: BODY_FAILURES },
    route,
    async (c) => {
      const { tenantId, actor } = c.var.principal;
      const { id, comment } = c.req.valid("param");
      const body = c.req.valid("json");
      const row = await parts.comments.find(tenantId, id, comment);
      if (!row) throw noSuchComment();
      if ("resolved" in body) {
        if (row.threadId !== row.id) {
          throw new ApiError("invalid_request", "A thread is resolved by its first comment.", {
            details: { thread: row.threadId },
          });
        }
        return c.json(presentComment(await resolveThread(parts, row, actor, body.resolved, Date.now())), 200);
      }
      if (row.author !== actor) throw new ApiError("forbidden", "Only who wrote a comment can reword it.");
      return c.json(presentComment(await editComment(parts, row, body, Date.now())), 200);
    },
  );
