/** How much of a log is in its snapshot, and how much after it. */
export interface LogSize {
  /** Updates since the last snapshot, and their bytes. */
  updates: number;
  tailBytes: number;
  snapshotBytes: number;
}

/** A compaction writes the whole document: it has to save a share of that, or many rows. */
const FEWEST_UPDATES = 50;
const MANY_UPDATES = 1_000;
const SAVED_SHARE = 0.25;
/** A log as long as this takes long to load; it does not wait for a pause. */
const TOO_MANY_UPDATES = 10_000;
const TOO_MANY_BYTES = 8_000_000;

/**
 * When a log has to be compacted, ms: in the first pause that lasts `quietMs`; null while it is not worth it.
 * @param editedAt when the last edit was stored
 */
export function compactionAt(size: LogSize, editedAt: number, quietMs: number): number | null {
  const { updates, tailBytes, snapshotBytes } = size;
  if (updates >= TOO_MANY_UPDATES || tailBytes >= TOO_MANY_BYTES) return editedAt;
  const saves = updates >= FEWEST_UPDATES && tailBytes >= snapshotBytes * SAVED_SHARE;
  return saves || updates >= MANY_UPDATES ? editedAt + quietMs : null;
}
