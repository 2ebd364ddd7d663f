import { type Admission, CLOSE, type CloseReason, type Gatekeeper, ROOM_ROLES } from "../access/index.ts";
import { ROOM_HEADERS } from "../room-object.ts";

/** Lets somebody in by the headers that the gateway sent. @returns null for whoever may not enter */
export async function admit(gate: Gatekeeper, headers: Headers, now: number): Promise<Admission | null> {
  const token = headers.get(ROOM_HEADERS.token);
  if (token !== null) return gate.admitToken(token, now);
  const most = ROOM_ROLES.find((role) => role === headers.get(ROOM_HEADERS.most)) ?? "viewer";
  const endsAt = Number(headers.get(ROOM_HEADERS.endsAt) ?? Number.POSITIVE_INFINITY);
  return gate.admitMember(headers.get(ROOM_HEADERS.actor) ?? "", most, endsAt, now);
}

/** Why a socket is closed as soon as it is open; null where it is not. @param room null where it cannot be loaded */
export function refusalOfEntry(
  gate: Gatekeeper,
  admission: Admission | null,
  room: { isFull: boolean } | null,
): CloseReason | null {
  if (!gate.isOpen) return CLOSE.gone;
  // Between being let in and entering, somebody may have been removed.
  if (!admission || !gate.isCurrent(admission)) return CLOSE.unauthorized;
  if (!room) return CLOSE.quarantined;
  return room.isFull ? CLOSE.full : null;
}

/** The header in which a room's object tells the gateway why the socket that it answers with closes at once. */
export const REFUSAL_HEADER = "x-room-refusal";

/**
 * Answers an upgrade with a socket that closes at once: a browser's script sees a close code, but nothing of a refused upgrade.
 * Not for `acceptWebSocket`: a hibernating socket that is closed before its answer has left never ends for its client.
 */
export function refuseSocket({ code, reason }: CloseReason): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reason);
  return new Response(null, { status: 101, webSocket: client, headers: { [REFUSAL_HEADER]: reason } });
}
