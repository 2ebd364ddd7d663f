import { errorOf } from "../../monitoring/index.ts";
import { versionKey } from "../versions/keep-version.ts";
import type { CollaborationParts } from "./collaboration-parts.ts";

/** Rooms that one run of the cron erases. */
const ERASED_AT_ONCE = 20;

type Parts = Pick<
  CollaborationParts,
  "rooms" | "versions" | "archive" | "namespace" | "audit" | "log" | "limits"
>;

/**
 * Erases the rooms whose undo window has ended: first what the object holds, then the versions in the store, last all rows
 * at once, with the entry in the audit trail. A crash in between leaves the row, which the next run finds.
 * @returns how many were erased
 */
export async function eraseRooms(parts: Parts, now: number): Promise<number> {
  const { rooms, versions, archive, namespace, audit, log, limits } = parts;
  let erased = 0;
  for (const { tenantId, id } of await rooms.takeForErasure(now - limits.undoMs, now, ERASED_AT_ONCE)) {
    try {
      await namespace.getByName(id).erase();
      for (const number of await versions.numbers(tenantId, id)) {
        await archive.erase(versionKey(tenantId, id, number));
      }
      const event = {
        action: "room_erased",
        outcome: "done",
        actor: "system",
        target: `room:${id}`,
      } as const;
      await rooms.erase(tenantId, id, audit.entryIfChanged(tenantId, event));
      await audit.chain(tenantId);
      erased++;
    } catch (error) {
      // One room that cannot be erased now must not keep the others; it is tried again.
      log.error("room_not_erased", { cause: errorOf(error) });
    }
  }
  return erased;
}
