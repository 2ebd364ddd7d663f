import { createRoute } from "@hono/zod-openapi";
import { endpoint, originOf } from "../../http/index.ts";
import { createRoomSchema, roomSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { createRoom as makeRoom } from "../rooms/create-room.ts";
import { presentRoom } from "../rooms/present-room.ts";
import { BODY_FAILURES, json } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/rooms",
  operationId: "createRoom",
  tags: ["rooms"],
  summary: "Make a room for a playlist, an arrangement, lyrics, a release plan or a review",
  request: { body: { required: true, content: json(createRoomSchema) } },
  responses: { 201: { description: "Made; you are its owner", content: json(roomSchema) } },
});

/** `POST /v1/rooms`. */
export const createRoom = (parts: CollaborationParts) =>
  endpoint({ action: "rooms:create", failures: BODY_FAILURES }, route, async (c) => {
    const row = await makeRoom(parts, c.var.principal, c.req.valid("json"), Date.now());
    c.header("location", `/v1/rooms/${row.id}`);
    return c.json(presentRoom(row, "owner", originOf(c), parts.limits.undoMs), 201);
  });
