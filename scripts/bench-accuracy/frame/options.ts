import { parseArgs } from "node:util";
import { UsageError } from "../../bench/options.ts";

/** What can be measured by itself. */
export const PARTS = [
  "rhythm",
  "harmony",
  "structure",
  "quality",
  "genre",
  "mood",
  "attributes",
  "calibration",
  "fingerprint",
  "time",
  "robustness",
] as const;

export type Part = (typeof PARTS)[number];

export const HELP = `Measures how right our analysis is, beside librosa, aubio and ffmpeg on the same files: npm run bench:accuracy

Prints one table (figure, set, count, ours, others, baseline, target); docs/accuracy.md says what the figures mean.

Options:
  --data FOLDER   holds audio/, tables/ and symbolic/ (../shared/data)
  --only PARTS    some of ${PARTS.join(", ")}; comma-separated
  --quick         every fifth recording of each set and no rendered songs
  --python PATH   a Python that has librosa ($DESCANT_PYTHON, else python3)
  --json FILE     where the rows go as JSON (build/bench-accuracy.json)
  --help

A peer or data that is missing is said and left out. Rendered songs are kept in build/bench-accuracy.`;

export interface AccuracyOptions {
  data: string;
  parts: ReadonlySet<Part>;
  quick: boolean;
  python: string;
  json: string;
}

/**
 * Reads the command line.
 * @param beside the folder that holds the repository, where data lies unless it is named
 * @returns "help" when that was asked for
 * @throws UsageError
 */
export function readAccuracyOptions(
  args: string[],
  environment: Record<string, string | undefined>,
  beside: string,
): AccuracyOptions | "help" {
  const values = parse(args);
  if (values.help) return "help";
  return {
    data: values.data ?? `${beside}/shared/data`,
    parts: new Set(values.only === undefined ? PARTS : values.only.split(",").map(partOf)),
    quick: values.quick ?? false,
    python: values.python ?? (environment.DESCANT_PYTHON || "python3"),
    json: values.json ?? "build/bench-accuracy.json",
  };
}

function partOf(name: string): Part {
  const part = PARTS.find((known) => known === name.trim());
  if (!part) throw new UsageError(`“${name}” is not one of ${PARTS.join(", ")}.`);
  return part;
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const options = { data: text, only: text, quick: flag, python: text, json: text, help: flag };
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
