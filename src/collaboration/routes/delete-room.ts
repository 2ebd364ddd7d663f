import { createRoute } from "@hono/zod-openapi";
import { idParams } from "../../http/index.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { deleteRoom as remove } from "../rooms/delete-room.ts";
import { roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/rooms/{id}",
  operationId: "deleteRoom",
  tags: ["rooms"],
  summary: "Delete a room",
  description:
    "Everybody is shown out at once. For three days it can be brought back; then it is erased with all that was in it.",
  request: { params: idParams },
  responses: { 204: { description: "Deleted" } },
});

/** `DELETE /v1/rooms/{id}`. */
export const deleteRoom = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:manage", act: "room:delete" }, route, async (c) => {
    await remove(parts, c.var.principal, c.var.seat.room, Date.now());
    return c.body(null, 204);
  });
