import { createRoute } from "@hono/zod-openapi";
import { idParams, originOf } from "../../http/index.ts";
import { roomSchema, updateRoomSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { presentRoom } from "../rooms/present-room.ts";
import { tellRoom } from "../rooms/tell-room.ts";
import { BODY_FAILURES, json, noSuchRoom, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "patch",
  path: "/v1/rooms/{id}",
  operationId: "updateRoom",
  tags: ["rooms"],
  summary: "Rename a room, or say for how long it keeps its automatic versions",
  request: { params: idParams, body: { required: true, content: json(updateRoomSchema) } },
  responses: { 200: { description: "The room as it is now", content: json(roomSchema) } },
});

/** `PATCH /v1/rooms/{id}`. */
export const updateRoom = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:manage", act: "room:rename", failures: BODY_FAILURES },
    route,
    async (c) => {
      const { name, automatic_versions_days: keepAutomaticDays } = c.req.valid("json");
      const { tenantId, actor } = c.var.principal;
      const changes = {
        ...(name !== undefined && { name }),
        ...(keepAutomaticDays !== undefined && { keepAutomaticDays }),
      };
      const { room, role } = c.var.seat;
      const row = await parts.rooms.update(tenantId, room.id, changes, Date.now());
      if (!row) throw noSuchRoom();
      await tellRoom(parts, tenantId, row.id, { events: [{ type: "room_updated", actor }] });
      return c.json(presentRoom(row, role, originOf(c), parts.limits.undoMs), 200);
    },
  );
