import { createRoute } from "@hono/zod-openapi";
import { ApiError, type AppContext, type Endpoint, idParams } from "../../http/index.ts";
import { CLOSE, readRoomToken } from "../access/index.ts";
import { eventsQuery, journaledEventSchema } from "../contract.ts";
import { eventStream } from "../events/event-stream.ts";
import { headersOf } from "../members/seat.ts";
import { ROOM_HEADERS } from "../room-object.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { reachRoom } from "../rooms/reach-room.ts";
import { REFUSAL_HEADER } from "../session/index.ts";
import { noSuchRoom, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/events",
  operationId: "followRoomEvents",
  tags: ["rooms"],
  summary: "Follow what happens in a room, as a WebSocket or as server-sent events",
  description:
    "Who joins and leaves, edits, comments, versions, changes of members, and what you are notified of. `after`, or the header `Last-Event-ID`, is the number of the last event you have seen; the last thousand are kept, and an event of type `gap` says that some are not. A WebSocket can be opened with a room token in `token`, as browsers cannot send a header with it.",
  request: { params: idParams, query: eventsQuery },
  responses: {
    101: { description: "A WebSocket: each event as a JSON text" },
    200: {
      description: "A stream of events",
      content: { "text/event-stream": { schema: journaledEventSchema } },
    },
  },
});

const SOCKET = "websocket";

/**
 * `GET /v1/rooms/{id}/events`. With a token the room itself says who comes; without one, the gateway does. The room speaks
 * WebSocket only.
 */
export const followEvents = (
  parts: CollaborationParts,
  countStranger: (c: AppContext) => Promise<void>,
): Endpoint => {
  const connect = async (id: string, after: number | undefined, headers: Record<string, string>) => {
    const query = after === undefined ? "" : `?after=${after}`;
    const answer = await parts.namespace
      .getByName(id)
      .fetch(`https://room/events${query}`, { headers: { ...headers, upgrade: SOCKET } });
    if (!answer.webSocket) throw noSuchRoom();
    return { socket: answer.webSocket, refusal: answer.headers.get(REFUSAL_HEADER) };
  };

  const inner = roomEndpoint(parts, { action: "rooms:read", act: "events:follow" }, route, async (c) => {
    const { principal, seat } = c.var;
    const { id } = seat.room;
    await reachRoom(parts, principal.tenantId, id);
    const seen = c.req.header("last-event-id");
    const { after = seen !== undefined && /^\d{1,15}$/.test(seen) ? Number(seen) : undefined } =
      c.req.valid("query");
    const { socket, refusal } = await connect(id, after, headersOf(principal, Date.now()));
    if (c.req.header("upgrade")?.toLowerCase() === SOCKET) {
      return new Response(null, { status: 101, webSocket: socket });
    }
    socket.accept();
    // A socket says with its close code why it ends at once; a stream has its status for that.
    if (refusal === CLOSE.overPlan.reason) {
      throw new ApiError(
        "quota_exceeded",
        "The plan allows no more connections at once; GET /v1/usage tells more.",
        {
          details: { meter: "sockets" },
        },
      );
    }
    c.header("content-type", "text/event-stream");
    c.header("cache-control", "no-store");
    return c.body(eventStream(socket), 200);
  });

  return {
    ...inner,
    register: (app, guards) => {
      app.on("GET", route.getRoutingPath(), async (c, next) => {
        const text = c.req.query("token");
        if (text === undefined) return next();
        const id = c.req.param("id") ?? "";
        if (c.req.header("upgrade")?.toLowerCase() !== SOCKET) {
          throw new ApiError("invalid_request", "A room token in the address opens a WebSocket only.");
        }
        const token = readRoomToken(text);
        // Whoever guesses does not wake an object.
        if (token?.roomId !== id || token.expiresAt <= Date.now()) {
          await countStranger(c);
          throw new ApiError("unauthenticated", "This token is for another room, or has expired.");
        }
        const after = c.req.query("after");
        const seen = after !== undefined && /^\d{1,15}$/.test(after) ? Number(after) : undefined;
        const { socket } = await connect(id, seen, { [ROOM_HEADERS.token]: text });
        return new Response(null, { status: 101, webSocket: socket });
      });
      inner.register(app, guards);
    },
  };
};
