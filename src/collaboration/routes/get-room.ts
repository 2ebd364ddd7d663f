import { createRoute } from "@hono/zod-openapi";
import { idParams, originOf } from "../../http/index.ts";
import { roomSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { presentRoom } from "../rooms/present-room.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}",
  operationId: "getRoom",
  tags: ["rooms"],
  summary: "A room, and what you are in it",
  request: { params: idParams },
  responses: { 200: { description: "The room", content: json(roomSchema) } },
});

/** `GET /v1/rooms/{id}`. */
export const getRoom = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:read", act: "room:see", onDeleted: true }, route, (c) => {
    const { room, role } = c.var.seat;
    c.header("cache-control", "private, no-cache");
    return c.json(presentRoom(room, role, originOf(c), parts.limits.undoMs), 200);
  });
