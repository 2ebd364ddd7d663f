/** One line of the accuracy table: a figure, what it was measured on, and what others reach on the same files. */
export interface AccuracyRow {
  /** What is scored and how: "tempo, Acc1". */
  figure: string;
  set: string;
  /** Recordings, pairs or whatever `set` is counted in. */
  count: number;
  /** On recordings that taught nothing: cross-validated, or a model that did not learn from them. Null if not measured. */
  ours: number | null;
  /** What the shipped model reaches on these recordings where it has learned from them, which flatters it. */
  seen?: number;
  /** What needs no analysis at all, or the plainest method. */
  baseline?: { name: string; value: number };
  /** Other programs on the same files in the same run, by name. */
  peers?: Readonly<Record<string, number>>;
  /** What the project promises; `better` says which way. */
  target?: { value: number; better: "higher" | "lower" };
  /** Decimals that the figure is worth; 3 if not said. */
  digits?: number;
  note?: string;
}
