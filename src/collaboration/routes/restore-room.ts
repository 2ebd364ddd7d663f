import { createRoute } from "@hono/zod-openapi";
import { idParams, originOf } from "../../http/index.ts";
import { roomSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { restoreRoom as bringBack } from "../rooms/delete-room.ts";
import { presentRoom } from "../rooms/present-room.ts";
import { json, noSuchRoom, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/rooms/{id}/restore",
  operationId: "restoreRoom",
  tags: ["rooms"],
  summary: "Bring a deleted room back",
  request: { params: idParams },
  responses: {
    200: { description: "It is back, with its members and all that was in it", content: json(roomSchema) },
  },
});

/** `POST /v1/rooms/{id}/restore`. On a room that is not deleted it changes nothing. */
export const restoreRoom = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:manage", act: "room:delete", onDeleted: true }, route, async (c) => {
    const { principal, seat } = c.var;
    const { room, role } = seat;
    // Where it comes to nothing, somebody else may have brought it back meanwhile.
    if (room.deletedAt !== null) await bringBack(parts, principal, room, Date.now());
    const row = await parts.rooms.find(principal.tenantId, room.id);
    if (!row || row.deletedAt !== null) throw noSuchRoom();
    return c.json(presentRoom(row, role, originOf(c), parts.limits.undoMs), 200);
  });
