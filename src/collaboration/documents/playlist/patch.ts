import type * as Y from "yjs";
import { writeFields } from "../fields.ts";
import { UNREADABLE } from "../model.ts";
import { addEntry, changeEntry, moveEntry, removeEntry } from "../ordered-list.ts";
import type { PlaylistOperation } from "./contract.ts";
import { details, trackList } from "./shape.ts";

/** Applies one operation to a playlist. @returns null, or why it makes no sense */
export function patchPlaylist(doc: Y.Doc, operation: PlaylistOperation): string | null {
  const [list, own] = [trackList(doc), details(doc)];
  if (!list || !own) return UNREADABLE;
  switch (operation.op) {
    case "set_details": {
      const { op: _, ...fields } = operation;
      writeFields(own, fields);
      return null;
    }
    case "add_track": {
      const { op: _, id, after, ...fields } = operation;
      return addEntry(list, id, after, fields);
    }
    case "move_track":
      return moveEntry(list, operation.id, operation.after);
    case "set_track": {
      const { op: _, id, ...fields } = operation;
      return changeEntry(list, id, fields);
    }
    case "remove_track":
      return removeEntry(list, operation.id);
  }
}
