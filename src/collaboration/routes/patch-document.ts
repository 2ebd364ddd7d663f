import { createRoute } from "@hono/zod-openapi";
import { ApiError, idParams } from "../../http/index.ts";
import { patchDocumentSchema, patchedSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { editDocument } from "../rooms/edit-document.ts";
import { BODY_FAILURES, json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "patch",
  path: "/v1/rooms/{id}/document",
  operationId: "patchRoomDocument",
  tags: ["rooms"],
  summary: "Edit a room's document by typed operations",
  description:
    "Operations are those of the room's kind, applied in order: all of them, or none. Everybody who is connected sees them as one edit of yours.",
  request: { params: idParams, body: { required: true, content: json(patchDocumentSchema) } },
  responses: { 200: { description: "How many operations were applied", content: json(patchedSchema) } },
});

/** `PATCH /v1/rooms/{id}/document`. */
export const patchDocument = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    {
      action: "rooms:write",
      act: "document:write",
      failures: [...BODY_FAILURES, "operation_refused", "document_too_large", "document_quarantined"],
    },
    route,
    async (c) => {
      const { principal, seat } = c.var;
      const result = await editDocument(parts, principal, seat, c.req.valid("json").operations);
      if ("refused" in result) {
        const { index, reason } = result.refused;
        throw new ApiError("operation_refused", `${reason.replace(/\.$/, "")}.`, { details: { index } });
      }
      return c.json({ applied: result.applied }, 200);
    },
  );
