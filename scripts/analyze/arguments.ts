import path from "node:path";
import { parseArgs } from "node:util";

export const HELP = `Analyses recordings and prints their audio features: npm run analyze -- song.mp3

  npm run analyze -- song.mp3 other.flac     several files
  npm run analyze -- ~/Music                 a folder, with everything below it
  npm run -s analyze -- --json ~/Music       one JSON document (-s keeps npm's own lines out of it)

It talks to the Descant that runs on this machine, or starts one for as long as it takes.

Options:
  --server URL   the Descant to ask (http://localhost:8787; PORT=N for another port)
  --key KEY      an API key of it; $DESCANT_KEY and .state/local-key are looked at next
  --state DIR    the state folder of a Descant that is started for this (.state)
  --json         JSON instead of a table
  --title, --artist, --album, --isrc, --external-id
                 what to store with the recording; for one file only
  --help

Ends with 0 when every recording was analysed, with 1 when one was not, with 2 when the command makes no sense.`;

/** Where a local Descant listens unless it is told otherwise. */
const DEFAULT_PORT = "8787";

/** What the API stores with a recording, under the API's names. */
export interface Labels {
  title?: string;
  artist?: string;
  album?: string;
  isrc?: string;
  external_id?: string;
}

export interface AnalyzeOptions {
  /** Absolute paths of files and folders, as they were named. */
  paths: string[];
  server: URL;
  /** Whether somebody asked for this very server; if not, another does as well. */
  serverNamed: boolean;
  key: string | undefined;
  /** Absolute path. */
  stateFolder: string;
  json: boolean;
  labels: Labels;
}

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads the command line.
 * @param folder what relative paths on the command line are relative to
 * @param root the checkout, where the state folder is unless another is named
 * @returns "help" when that was asked for
 * @throws UsageError
 */
export function readArguments(
  args: string[],
  {
    folder,
    root,
    environment,
  }: { folder: string; root: string; environment: Record<string, string | undefined> },
): AnalyzeOptions | "help" {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
  if (positionals.length === 0) throw new UsageError("Name a recording, or a folder of them.");
  const labels: Labels = {
    ...(values.title !== undefined && { title: values.title }),
    ...(values.artist !== undefined && { artist: values.artist }),
    ...(values.album !== undefined && { album: values.album }),
    ...(values.isrc !== undefined && { isrc: values.isrc }),
    ...(values["external-id"] !== undefined && { external_id: values["external-id"] }),
  };
  if (Object.keys(labels).length > 0 && positionals.length > 1) {
    throw new UsageError(
      "Title, artist, album, ISRC and external id are for one recording; several were named.",
    );
  }
  return {
    paths: positionals.map((name) => path.resolve(folder, name)),
    server: readServer(values.server ?? `http://localhost:${environment.PORT || DEFAULT_PORT}`),
    serverNamed: values.server !== undefined,
    key: values.key || environment.DESCANT_KEY || undefined,
    stateFolder: values.state === undefined ? path.join(root, ".state") : path.resolve(folder, values.state),
    json: values.json ?? false,
    labels,
  };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const labels = { title: text, artist: text, album: text, isrc: text, "external-id": text };
  const options = { server: text, key: text, state: text, json: flag, help: flag, ...labels };
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readServer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new UsageError(`“${text}” is no address of a server, such as http://localhost:${DEFAULT_PORT}.`);
  }
  return url;
}
