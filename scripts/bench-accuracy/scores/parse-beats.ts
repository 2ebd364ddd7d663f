/**
 * Reads beat annotations, one a line: seconds and "bar.beat", where beat 1 is the downbeat.
 * @returns times in seconds, in the order of the file
 */
export function parseBeats(text: string): { beats: number[]; downbeats: number[] } {
  const rows = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/));
  return {
    beats: rows.map(([time]) => Number(time)),
    downbeats: rows.filter(([, label]) => label?.split(".")[1] === "1").map(([time]) => Number(time)),
  };
}
