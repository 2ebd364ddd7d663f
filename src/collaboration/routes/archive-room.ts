import { createRoute } from "@hono/zod-openapi";
import { idParams, originOf } from "../../http/index.ts";
import { archiveRoomSchema, roomSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { presentRoom } from "../rooms/present-room.ts";
import { tellRoom } from "../rooms/tell-room.ts";
import { BODY_FAILURES, json, noSuchRoom, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/rooms/{id}/archive",
  operationId: "archiveRoom",
  tags: ["rooms"],
  summary: "Archive a room, or take it out of the archive",
  description: "An archived room can be looked at, but nothing in it changes.",
  request: { params: idParams, body: { required: true, content: json(archiveRoomSchema) } },
  responses: { 200: { description: "The room as it is now", content: json(roomSchema) } },
});

/** `POST /v1/rooms/{id}/archive`. */
export const archiveRoom = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:manage", act: "room:archive", failures: BODY_FAILURES },
    route,
    async (c) => {
      const { archived } = c.req.valid("json");
      const { tenantId, actor } = c.var.principal;
      const { room, role } = c.var.seat;
      const now = Date.now();
      const changed = await parts.rooms.setArchived(tenantId, room.id, archived ? now : null, now);
      const type = archived ? "room_archived" : "room_unarchived";
      if (changed)
        await tellRoom(parts, tenantId, room.id, { isRecordChanged: true, events: [{ type, actor }] });
      const row = changed ?? (await parts.rooms.find(tenantId, room.id));
      if (!row || row.deletedAt !== null) throw noSuchRoom();
      return c.json(presentRoom(row, role, originOf(c), parts.limits.undoMs), 200);
    },
  );
