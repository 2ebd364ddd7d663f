import { createRoute } from "@hono/zod-openapi";
import { idParams } from "../../http/index.ts";
import { tokenSchema } from "../contract.ts";
import { actingRole, ceilingOf } from "../members/seat.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { reachRoom } from "../rooms/reach-room.ts";
import { json, noSuchRoom, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/rooms/{id}/tokens",
  operationId: "createRoomToken",
  tags: ["rooms"],
  summary: "Make a token that lets you into a room's sockets",
  description:
    "For this room, you, and your role in it; a credential without the scope “rooms:write” gets a viewer's. Good for hours, so that reconnecting works, and void at once when your role changes or you are removed.",
  request: { params: idParams },
  responses: { 201: { description: "The token, shown this once", content: json(tokenSchema) } },
});

/** `POST /v1/rooms/{id}/tokens`. */
export const createToken = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:read", act: "tokens:create" }, route, async (c) => {
    const { principal, seat } = c.var;
    const object = await reachRoom(parts, principal.tenantId, seat.room.id);
    // An archived room lets nobody in as more than a viewer.
    const now = Date.now();
    const role = seat.room.archivedAt === null ? actingRole(seat, principal, now) : "viewer";
    const { tokenMs } = parts.limits;
    const minted = await object.mintToken(principal.actor, role, tokenMs, ceilingOf(principal, now));
    // The record was read again meanwhile: they are less than they were, or no member any more.
    if (!minted) throw noSuchRoom();
    c.header("cache-control", "no-store");
    const { token, expiresAt } = minted;
    const body = { token, actor: principal.actor, role, expires_at: new Date(expiresAt).toISOString() };
    return c.json(body, 201);
  });
