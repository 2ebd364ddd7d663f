import type { MiddlewareHandler } from "hono";
import { ID_PATTERN } from "../../database/index.ts";
import { ApiError, type AppContext, type AppEnv, type Mount } from "../../http/index.ts";
import { refusalOf } from "../../policy/index.ts";
import { CLOSE, type RoomDirectory, readRoomToken } from "../access/index.ts";
import { headersOf } from "../members/seat.ts";
import { ROOM_HEADERS, type RoomObjects } from "../room-object.ts";
import { refuseSocket } from "../session/index.ts";

export interface RoomRouteParts {
  rooms: RoomObjects;
  directory: RoomDirectory;
  /** What a request with a bearer credential passes first: it finds out the principal. */
  guards: MiddlewareHandler<AppEnv>[];
  /** Counts a request without a good credential, which is refused when its address has sent too many. */
  countStranger: (c: AppContext) => Promise<void>;
}

/**
 * `GET /v1/rooms/sync/{id}` (routed as `/v1/rooms/{id}/sync`): the socket that Yjs editors speak the y-websocket protocol on. Entry is by a room token in
 * `?token=`, or by a bearer credential. Refusals are sockets too, which close with the reason. The token goes on in a header:
 * the address of a request may be logged, its headers never are.
 */
export function roomRoutes({ rooms, directory, guards, countStranger }: RoomRouteParts): Mount[] {
  const enter = async (roomId: string, headers: Record<string, string>): Promise<Response> => {
    const answer = await rooms
      .getByName(roomId)
      .fetch("https://room/", { headers: { ...headers, upgrade: "websocket" } });
    // What another object answers cannot be given headers of ours.
    return new Response(null, { status: 101, webSocket: answer.webSocket });
  };

  const byToken: MiddlewareHandler<AppEnv> = async (c, next) => {
    if (c.req.method !== "GET" || c.req.header("upgrade")?.toLowerCase() !== "websocket") {
      throw new ApiError(
        "invalid_request",
        "This address is for WebSockets: ask it with “Upgrade: websocket”.",
        {
          headers: { upgrade: "websocket" },
        },
      );
    }
    const roomId = c.req.param("id") ?? "";
    if (!ID_PATTERN.test(roomId)) return refuseSocket(CLOSE.gone);
    const text = c.req.query("token");
    if (text === undefined) return next();
    const token = readRoomToken(text);
    // Whoever guesses does not wake an object.
    if (token?.roomId !== roomId || token.expiresAt <= Date.now()) {
      await countStranger(c);
      return refuseSocket(CLOSE.unauthorized);
    }
    return enter(roomId, { [ROOM_HEADERS.token]: text });
  };

  const byPrincipal: MiddlewareHandler<AppEnv> = async (c) => {
    const roomId = c.req.param("id") ?? "";
    const { tenantId, actor } = c.var.principal;
    const now = Date.now();
    if (refusalOf(c.var.principal, "rooms:read", { now }) !== null) return refuseSocket(CLOSE.unauthorized);
    const record = await directory.find(roomId);
    const member =
      record?.tenantId === tenantId ? record.members.find((one) => one.actor === actor) : undefined;
    // Whether there is such a room is nobody else's business.
    if (!record || !member) return refuseSocket(CLOSE.gone);
    await rooms.getByName(roomId).open(roomId, record);
    return enter(roomId, headersOf(c.var.principal, now));
  };
  return [{ path: "/v1/rooms/:id/sync", handlers: [byToken, ...guards, byPrincipal] }];
}
