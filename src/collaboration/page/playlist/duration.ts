import { LIMITS } from "../document/playlist.ts";

/** Reads “3:25” or “1:02:03”. @returns milliseconds, null for what is no length */
export function readDuration(text: string): number | null {
  const match = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})$/.exec(text);
  if (match === null) return null;
  const [hours, minutes, seconds] = [Number(match[1] ?? 0), Number(match[2]), Number(match[3])];
  if (seconds > 59 || (match[1] !== undefined && minutes > 59)) return null;
  const milliseconds = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return milliseconds <= LIMITS.durationMs ? milliseconds : null;
}
