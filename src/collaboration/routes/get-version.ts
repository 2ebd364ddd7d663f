import { createRoute } from "@hono/zod-openapi";
import { ApiError } from "../../http/index.ts";
import { versionDocumentSchema, versionParams } from "../contract.ts";
import { projectDocument } from "../documents/index.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { readVersion } from "../versions/keep-version.ts";
import { openDocument } from "../versions/open-document.ts";
import { presentVersion } from "../versions/present-version.ts";
import type { VersionRow } from "../versions/version-store.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/versions/{version}",
  operationId: "getRoomVersion",
  tags: ["rooms"],
  summary: "A version, with the document as it was",
  request: { params: versionParams },
  responses: { 200: { description: "The version", content: json(versionDocumentSchema) } },
});

/** A version of a room. @throws ApiError `not_found` */
export async function requireVersion(
  { versions }: Pick<CollaborationParts, "versions">,
  tenantId: string,
  roomId: string,
  number: number,
): Promise<VersionRow> {
  const row = await versions.find(tenantId, roomId, number);
  if (!row) throw new ApiError("not_found", `This room has no version ${number}.`);
  return row;
}

/** `GET /v1/rooms/{id}/versions/{version}`. */
export const getVersion = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:read", act: "versions:read" }, route, async (c) => {
    const { tenantId } = c.var.principal;
    const { id, kind } = c.var.seat.room;
    const row = await requireVersion(parts, tenantId, id, c.req.valid("param").version);
    const doc = openDocument(await readVersion(parts.archive, tenantId, id, row.number));
    return c.json({ ...presentVersion(row), document: projectDocument(doc, kind) }, 200);
  });
