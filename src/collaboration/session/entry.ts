import { type Admission, CLOSE, type CloseReason, type Gatekeeper } from "../access/index.ts";
import { ROOM_HEADERS } from "../room-object.ts";

/** Lets somebody in by the headers that the gateway sent. @returns null for whoever may not enter */
export async function admit(gate: Gatekeeper, headers: Headers, now: number): Promise<Admission | null> {
  const token = headers.get(ROOM_HEADERS.token);
  if (token !== null) return gate.admitToken(token, now);
  return gate.admitMember(headers.get(ROOM_HEADERS.actor) ?? "", now);
}

/** Why a socket is closed as soon as it is open; null where it is not. @param room null where it cannot be loaded */
export function refusalOfEntry(
  gate: Gatekeeper,
  admission: Admission | null,
  room: { isFull: boolean } | null,
): CloseReason | null {
  if (!gate.isOpen) return CLOSE.gone;
  if (!admission) return CLOSE.unauthorized;
  if (!room) return CLOSE.quarantined;
  return room.isFull ? CLOSE.full : null;
}
