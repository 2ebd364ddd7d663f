/** A time signature. */
export interface Metre {
  /** Beats in a bar, 1 to 32. */
  beats: number;
  /** The note that is a beat: 4 for a quarter. */
  unit: 1 | 2 | 4 | 8 | 16 | 32;
}

const PATTERN = /^([1-9]\d?)\/(1|2|4|8|16|32)$/;

/** Reads `3/4`. @returns null for what is no metre of up to 32 beats */
export function parseMetre(text: string): Metre | null {
  const match = PATTERN.exec(text.trim());
  const beats = Number(match?.[1]);
  return match && beats <= 32 ? { beats, unit: Number(match[2]) as Metre["unit"] } : null;
}

export function formatMetre({ beats, unit }: Metre): string {
  return `${beats}/${unit}`;
}

/** Parts of a quarter note in which time is counted: a quarter of a thirty-second note's beat comes out whole. */
export const DIVISIONS = 32;

/** Divisions from one beat to the next. */
export function beatLength({ unit }: Metre): number {
  return (4 * DIVISIONS) / unit;
}

export function barLength(metre: Metre): number {
  return metre.beats * beatLength(metre);
}
