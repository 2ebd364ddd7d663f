import { createRoute } from "@hono/zod-openapi";
import { idParams } from "../../http/index.ts";
import { createVersionSchema, versionSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { reachRoom } from "../rooms/reach-room.ts";
import { tellRoom } from "../rooms/tell-room.ts";
import { keepCurrent } from "../versions/keep-current.ts";
import { presentVersion } from "../versions/present-version.ts";
import { BODY_FAILURES, json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/rooms/{id}/versions",
  operationId: "createRoomVersion",
  tags: ["rooms"],
  summary: "Keep the document as it is now, under a name",
  request: { params: idParams, body: { required: true, content: json(createVersionSchema) } },
  responses: { 201: { description: "Kept until the room is erased", content: json(versionSchema) } },
});

/** `POST /v1/rooms/{id}/versions`. */
export const createVersion = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    {
      action: "rooms:write",
      act: "versions:create",
      failures: [...BODY_FAILURES, "room_full", "document_quarantined"],
    },
    route,
    async (c) => {
      const { tenantId, actor } = c.var.principal;
      const { id } = c.var.seat.room;
      const { name } = c.req.valid("json");
      const object = await reachRoom(parts, tenantId, id);
      const what = { kind: "named", name, createdBy: actor } as const;
      const row = await keepCurrent(parts, object, tenantId, id, what, Date.now());
      await tellRoom(parts, tenantId, id, {
        events: [{ type: "version_created", actor, version: row.number }],
      });
      c.header("location", `/v1/rooms/${id}/versions/${row.number}`);
      return c.json(presentVersion(row), 201);
    },
  );
