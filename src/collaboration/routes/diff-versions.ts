import { createRoute } from "@hono/zod-openapi";
import { diffQuery, diffSchema, versionParams } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { compareVersions } from "../versions/compare-versions.ts";
import { requireVersion } from "./get-version.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/versions/{version}/diff",
  operationId: "diffRoomVersions",
  tags: ["rooms"],
  summary: "What has changed since a version, up to another or until now, and by whom",
  request: { params: versionParams, query: diffQuery },
  responses: { 200: { description: "The changes", content: json(diffSchema) } },
});

/** `GET /v1/rooms/{id}/versions/{version}/diff`. */
export const diffVersions = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:read", act: "versions:read", failures: ["document_quarantined"] },
    route,
    async (c) => {
      const { tenantId } = c.var.principal;
      const { room } = c.var.seat;
      const { to } = c.req.valid("query");
      const before = await requireVersion(parts, tenantId, room.id, c.req.valid("param").version);
      const after = to === undefined ? null : await requireVersion(parts, tenantId, room.id, to);
      const { contributors, changes, isTruncated } = await compareVersions(parts, room, before, after);
      const ends = { from: before.number, to: after?.number ?? null };
      return c.json({ ...ends, contributors, changes, is_truncated: isTruncated }, 200);
    },
  );
