/** What a room has to do later, and when, ms; null for what it has not. */
export interface DueTimes {
  /** The log is compacted. */
  compactAt: number | null;
  /** Silent sockets are looked at. */
  lookAt: number | null;
  /** The first socket's admission ends. */
  expireAt: number | null;
  /** A version is kept. */
  versionAt?: number | null;
  /** The tenant's meter is told again of the sockets that are open. */
  renewAt?: number | null;
}

/** Alarms closer than this to each other are one. */
const TOGETHER_MS = 500;

/** When the object's one alarm has to go off; null for never. */
export function nextAlarm(times: DueTimes): number | null {
  const due = Object.values(times).filter((at): at is number => at !== null);
  return due.length === 0 ? null : Math.min(...due);
}

/**
 * Whether the alarm has to be set anew. One that goes off too early does no harm, and setting it is a write; so it is moved only
 * to an earlier time.
 */
export function mustSetAlarm(current: number | null, wanted: number | null): boolean {
  if (wanted === null) return false;
  return current === null || wanted < current - TOGETHER_MS;
}
