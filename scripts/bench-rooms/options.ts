import { parseArgs } from "node:util";
import { UsageError } from "../bench/options.ts";

export const HELP = `Measures collaboration rooms beside other servers of Yjs documents: npm run build && npm run bench:rooms

Prints tables and the targets they are judged by; docs/benchmarks-rooms.md says how each figure is measured.

Options (after --, as in \`npm run bench:rooms -- --quick\`):
  --quick         fewer rounds and fewer sockets: about two minutes instead of about eight
  --only PARTS    some of idle, typing, storm, fan-out, first-sync, wake-up, loss; comma-separated
  --servers NAMES some of descant, hocuspocus, y-websocket, y-leveldb, relay, workerd-relay; comma-separated
  --json FILE     where the figures go as JSON (build/bench-rooms.json)
  --help`;

/** What can be measured by itself, in the order in which it is. */
export const PARTS = ["idle", "typing", "storm", "fan-out", "first-sync", "wake-up", "loss"] as const;

export type Part = (typeof PARTS)[number];

export const SERVERS = [
  "descant",
  "hocuspocus",
  "y-websocket",
  "y-leveldb",
  "relay",
  "workerd-relay",
] as const;

export type ServerName = (typeof SERVERS)[number];

export interface BenchRoomsOptions {
  quick: boolean;
  parts: ReadonlySet<Part>;
  servers: ReadonlySet<ServerName>;
  json: string;
}

/**
 * Reads the command line.
 * @returns "help" when that was asked for
 * @throws UsageError
 */
export function readOptions(args: string[]): BenchRoomsOptions | "help" {
  const values = parse(args);
  if (values.help) return "help";
  return {
    quick: values.quick ?? false,
    parts: readSome(PARTS, values.only),
    servers: readSome(SERVERS, values.servers),
    json: values.json ?? "build/bench-rooms.json",
  };
}

function readSome<const Name extends string>(known: readonly Name[], list: string | undefined): Set<Name> {
  if (list === undefined) return new Set(known);
  return new Set(
    list.split(",").map((text) => {
      const name = known.find((one) => one === text.trim());
      if (!name) throw new UsageError(`“${text}” is not one of ${known.join(", ")}.`);
      return name;
    }),
  );
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({ args, options: { quick: flag, only: text, servers: text, json: text, help: flag } })
      .values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
