import { errorOf, type Logger } from "../../monitoring/index.ts";
import type { RoomEvent } from "../events/contract.ts";
import type { RoomNamespace } from "./collaboration-parts.ts";
import type { Directory } from "./record-directory.ts";

/**
 * Tells a room's object what has been recorded. The record counts, whether or not the object hears of it at once: it is told
 * again with everything that is asked of it.
 * @param isRecordChanged whether members, roles, archiving or deletion changed
 */
export async function tellRoom(
  { namespace, directory, log }: { namespace: RoomNamespace; directory: Directory; log: Logger },
  tenantId: string,
  roomId: string,
  { isRecordChanged = false, events = [] }: { isRecordChanged?: boolean; events?: readonly RoomEvent[] },
): Promise<void> {
  try {
    const object = namespace.getByName(roomId);
    const record = isRecordChanged ? await directory.record(tenantId, roomId) : null;
    if (record) await object.open(roomId, record);
    for (const event of events) await object.announce(event);
  } catch (error) {
    log.warn("room_not_told", { cause: errorOf(error) });
  }
}
