import { parseArgs } from "node:util";

export const HELP = `Measures the built Workers on this machine: npm run build && npm run bench

Prints tables and the targets they are judged by; docs/benchmarks.md says how each figure is measured.

Options:
  --quick         fewer rounds and only the short clip: under a minute instead of under three
  --only PARTS    some of reads, analysis, librosa, cold, sizes; comma-separated
  --python PATH   a Python that has librosa ($DESCANT_PYTHON, else python3)
  --json FILE     where the figures go as JSON (build/bench.json)
  --help`;

/** What can be measured by itself. */
export const PARTS = ["reads", "analysis", "librosa", "cold", "sizes"] as const;

export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  quick: boolean;
  parts: ReadonlySet<Part>;
  python: string;
  json: string;
}

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads the command line.
 * @returns "help" when that was asked for
 * @throws UsageError
 */
export function readOptions(
  args: string[],
  environment: Record<string, string | undefined>,
): BenchOptions | "help" {
  const values = parse(args);
  if (values.help) return "help";
  return {
    quick: values.quick ?? false,
    parts: new Set(values.only === undefined ? PARTS : values.only.split(",").map(readPart)),
    python: values.python ?? (environment.DESCANT_PYTHON || "python3"),
    json: values.json ?? "build/bench.json",
  };
}

function readPart(name: string): Part {
  const part = PARTS.find((known) => known === name.trim());
  if (!part) throw new UsageError(`“${name}” is not one of ${PARTS.join(", ")}.`);
  return part;
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({ args, options: { quick: flag, only: text, python: text, json: text, help: flag } })
      .values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
