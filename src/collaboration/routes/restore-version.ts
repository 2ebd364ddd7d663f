import { createRoute } from "@hono/zod-openapi";
import { versionParams, versionSchema } from "../contract.ts";
import { actingRole } from "../members/seat.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { reachRoom, readState, requireTaken } from "../rooms/reach-room.ts";
import { tellRoom } from "../rooms/tell-room.ts";
import { keepCurrent } from "../versions/keep-current.ts";
import { readVersion } from "../versions/keep-version.ts";
import { presentVersion } from "../versions/present-version.ts";
import { revertUpdate } from "../versions/revert.ts";
import { requireVersion } from "./get-version.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/rooms/{id}/versions/{version}/restore",
  operationId: "restoreRoomVersion",
  tags: ["rooms"],
  summary: "Bring the document back to what a version holds",
  description: "As a new edit of yours: nothing is lost, since what it was before is kept as a version too.",
  request: { params: versionParams },
  responses: {
    200: { description: "The version that was kept of what it was before", content: json(versionSchema) },
  },
});

/** `POST /v1/rooms/{id}/versions/{version}/restore`. */
export const restoreVersion = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    {
      action: "rooms:write",
      act: "versions:restore",
      failures: ["document_too_large", "document_quarantined"],
    },
    route,
    async (c) => {
      const { principal, seat } = c.var;
      const { tenantId, actor } = principal;
      const { id } = seat.room;
      const { number } = await requireVersion(parts, tenantId, id, c.req.valid("param").version);
      const object = await reachRoom(parts, tenantId, id);
      const now = Date.now();
      const what = {
        kind: "automatic",
        name: `before version ${number} was restored`,
        createdBy: actor,
      } as const;
      const kept = await keepCurrent(parts, object, tenantId, id, what, now);
      const archived = await readVersion(parts.archive, tenantId, id, number);
      const update = revertUpdate(await readState(object), archived);
      if (update) requireTaken(await object.applyPatch(actor, actingRole(seat, principal, now), update));
      await tellRoom(parts, tenantId, id, { events: [{ type: "version_restored", actor, version: number }] });
      return c.json(presentVersion(kept), 200);
    },
  );
