import { createRoute } from "@hono/zod-openapi";
import { ApiError, idParams, originOf } from "../../http/index.ts";
import { refusalOf } from "../../policy/index.ts";
import { duplicateRoomSchema, roomSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { duplicateRoom as copyRoom } from "../rooms/duplicate-room.ts";
import { presentRoom } from "../rooms/present-room.ts";
import { BODY_FAILURES, json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/rooms/{id}/duplicate",
  operationId: "duplicateRoom",
  tags: ["rooms"],
  summary: "Copy a room's document into a new room of yours",
  request: { params: idParams, body: { required: true, content: json(duplicateRoomSchema) } },
  responses: { 201: { description: "Copied; you are the copy's owner", content: json(roomSchema) } },
});

/** `POST /v1/rooms/{id}/duplicate`. */
export const duplicateRoom = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    {
      action: "rooms:create",
      act: "room:duplicate",
      failures: [...BODY_FAILURES, "document_quarantined"],
    },
    route,
    async (c) => {
      const { principal, seat } = c.var;
      const now = Date.now();
      if (refusalOf(principal, "rooms:read", { now }) !== null) {
        throw new ApiError("insufficient_scope", "Copying a room takes the right to read it: “rooms:read”.", {
          details: { scope: "rooms:read" },
        });
      }
      const row = await copyRoom(parts, principal, seat.room, c.req.valid("json").name, now);
      c.header("location", `/v1/rooms/${row.id}`);
      return c.json(presentRoom(row, "owner", originOf(c), parts.limits.undoMs), 201);
    },
  );
