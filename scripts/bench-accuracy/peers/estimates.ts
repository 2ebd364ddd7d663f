/** What a program makes of one recording; null where it says nothing. */
export interface Estimates {
  bpm: number | null;
  /** Seconds. */
  beats: number[];
  onsets: number[];
  key: { key: number; mode: 0 | 1 } | null;
  /** Seconds that the estimates took, without decoding where the program tells the two apart. */
  took: number;
}

/** Another program, and what it makes of each file that it was given. */
export interface Peer {
  name: string;
  version: string;
  of: ReadonlyMap<string, Estimates>;
}
