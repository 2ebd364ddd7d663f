import { DocumentUnreadable, type SqlPort, StoredDocument } from "../log/index.ts";
import type { RoomLimits } from "./limits.ts";
import { Room } from "./room.ts";
import { badgeSchema, type RoomSocket } from "./session.ts";

/** A socket that the platform has kept while the room slept. */
export interface KeptSocket extends RoomSocket {
  deserializeAttachment(): unknown;
}

export interface WakeParts {
  storage: SqlPort;
  sockets: Iterable<KeptSocket>;
  limits: RoomLimits;
  /** Hears of what went wrong: the name of an event for the log, and why. */
  onFailure: (event: "room_failed" | "room_quarantined", error: unknown) => void;
}

/**
 * Loads a room from its storage, with its sockets.
 * @returns null when the document cannot be loaded: it is set aside as it is, and tried again the next time
 */
export function wakeRoom({ storage, sockets, limits, onFailure }: WakeParts): Room | null {
  const now = () => Date.now();
  try {
    const room = new Room({
      document: new StoredDocument(storage, limits, now()),
      limits,
      now,
      later: (run, ms) => void setTimeout(run, ms),
      onFailure: (error) => onFailure("room_failed", error),
    });
    // Those that are closing too: the others have not been told yet that they are gone.
    for (const socket of sockets) {
      const badge = badgeSchema.safeParse(socket.deserializeAttachment());
      if (badge.success) room.resume(socket, badge.data);
    }
    room.askAll();
    return room;
  } catch (error) {
    if (!(error instanceof DocumentUnreadable)) throw error;
    onFailure("room_quarantined", error.cause);
    return null;
  }
}
