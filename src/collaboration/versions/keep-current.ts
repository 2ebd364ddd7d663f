import { ApiError } from "../../http/index.ts";
import type { CollaborationParts, ReachableRoom } from "../rooms/collaboration-parts.ts";
import { readState } from "../rooms/reach-room.ts";
import { contributorsSince } from "./authors.ts";
import { keepVersion, type VersionToKeep } from "./keep-version.ts";
import type { VersionRow } from "./version-store.ts";

/**
 * Keeps a version of a room's document as it is now, with who has edited since the one before.
 * @throws ApiError `document_quarantined`, `room_full` when there are as many named ones as a room may have
 */
export async function keepCurrent(
  { versions, archive, limits }: Pick<CollaborationParts, "versions" | "archive" | "limits">,
  object: Pick<ReachableRoom, "readState" | "authors">,
  tenantId: string,
  roomId: string,
  what: Pick<VersionToKeep, "kind" | "name" | "createdBy">,
  now: number,
): Promise<VersionRow> {
  const update = await readState(object);
  const since = await versions.latestAt(tenantId, roomId);
  const contributors = contributorsSince(await object.authors(), since);
  const version = { ...what, update, contributors };
  const kept = await keepVersion({ versions, archive }, tenantId, roomId, version, limits.versions, now);
  if (!kept) throw new ApiError("room_full", `A room has at most ${limits.versions} named versions.`);
  return kept;
}
