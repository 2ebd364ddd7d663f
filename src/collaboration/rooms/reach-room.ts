import { ApiError } from "../../http/index.ts";
import type { PatchAnswer } from "../room-object.ts";
import type { CollaborationParts, ReachableRoom } from "./collaboration-parts.ts";

type Parts = Pick<CollaborationParts, "namespace" | "directory">;

/**
 * A room's object, told of the record as it is now.
 * @throws ApiError `not_found` when the room is gone
 */
export async function reachRoom(
  { namespace, directory }: Parts,
  tenantId: string,
  roomId: string,
): Promise<ReachableRoom> {
  const record = await directory.record(tenantId, roomId);
  if (!record) throw new ApiError("not_found", "There is no room with this id.");
  const object = namespace.getByName(roomId);
  await object.open(roomId, record);
  return object;
}

/** The document of a room that has been reached, as one Yjs update. @throws ApiError `document_quarantined` */
export async function readState(object: Pick<ReachableRoom, "readState">): Promise<Uint8Array> {
  const state = await object.readState();
  if (!state) throw quarantined();
  return state;
}

/** Turns what a room's object says of an edit into an answer. @throws ApiError unless the edit was taken */
export function requireTaken(answer: PatchAnswer): void {
  switch (answer) {
    case "taken":
      return;
    case "too-large":
      throw new ApiError(
        "document_too_large",
        "With this, the document would be larger than a room's may be.",
      );
    case "denied":
      throw new ApiError("forbidden", "Your role in this room does not edit.");
    case "gone":
      throw new ApiError("not_found", "There is no room with this id.");
    case "quarantined":
      throw quarantined();
    case "malformed":
      throw new Error("a room's object took an update of ours for malformed");
  }
}

function quarantined(): ApiError {
  return new ApiError(
    "document_quarantined",
    "This room's document cannot be loaded. It is kept as it is, with all its edits, until somebody has looked at it.",
  );
}
