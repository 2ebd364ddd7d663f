import { createRoute } from "@hono/zod-openapi";
import { noSuchComment } from "../comments/write-comment.ts";
import { commentParams } from "../contract.ts";
import { permitIn } from "../members/seat.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { tellRoom } from "../rooms/tell-room.ts";
import { roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/rooms/{id}/comments/{comment}",
  operationId: "deleteComment",
  tags: ["rooms"],
  summary: "Erase a comment of yours; an owner, anybody's",
  description: "The first of a thread leaves an empty place as long as it has answers.",
  request: { params: commentParams },
  responses: { 204: { description: "Its words are gone" } },
});

/** `DELETE /v1/rooms/{id}/comments/{comment}`. */
export const deleteComment = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:comment", act: "comments:write" }, route, async (c) => {
    const { principal, seat } = c.var;
    const { tenantId, actor } = principal;
    const { id, comment } = c.req.valid("param");
    const row = await parts.comments.find(tenantId, id, comment);
    if (!row || row.deletedAt !== null) throw noSuchComment();
    if (row.author !== actor) permitIn(seat, "comments:moderate");
    await parts.comments.erase(tenantId, id, comment, Date.now());
    const event = { type: "comment_deleted", actor, comment, thread: row.threadId } as const;
    await tellRoom(parts, tenantId, id, { events: [event] });
    return c.body(null, 204);
  });
