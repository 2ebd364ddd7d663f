/** Distances between marks, in seconds, that people count in. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600];

/** A mark on an axis of time. */
export interface TimeTick {
  /** Seconds. */
  at: number;
  /** `1:30`, or `0.5` where the marks are closer than a second. */
  label: string;
}

/** Marks from 0 at a distance that people count in, no more than `most` of them (2 at least), none in the last twentieth. */
export function timeTicks(seconds: number, most: number): TimeTick[] {
  const step =
    STEPS.find((candidate) => seconds / candidate <= most) ?? Math.ceil(seconds / most / 3600) * 3600;
  const ticks: TimeTick[] = [];
  for (let i = 0; i * step <= seconds * 0.95; i++)
    ticks.push({ at: i * step, label: labelOf(i * step, step) });
  return ticks;
}

function labelOf(at: number, step: number): string {
  if (step < 1) return at.toFixed(1);
  const minutes = Math.floor(at / 60);
  const hours = Math.floor(minutes / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  const rest = two(Math.round(at) % 60);
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${rest}` : `${minutes}:${rest}`;
}
