import path from "node:path";
import { parseArgs } from "node:util";
import type { KnownHead } from "../../src/compliance/audit-chain-state.ts";

export const HELP = `Checks that an audit trail is one unbroken chain: npm run audit:verify -- trail.jsonl

  npm run audit:verify -- trail.jsonl             a trail that was saved earlier, offline
  npm run audit:verify -- --url https://host      the trail as that Descant shows it now; the key comes from $DESCANT_KEY

Options:
  --url URL      the Descant to read GET /v1/audit of; its key needs the scope audit:read
  --tenant ID    whose trail it has to be (that of its first event)
  --head HASH    a head that was kept elsewhere, as HASH or SEQUENCE:HASH: the chain has to have passed through it.
                 Only this finds out that the end was cut off, or the whole chain made anew
  --save FILE    writes what was read, an event a line, to be verified again later
  --help

Ends with 0 when the chain is sound, with 1 and the first wrong event when it is not, and with 2 when nothing could be
verified: the command makes no sense, the file cannot be read, the server does not answer.`;

export interface VerifyArguments {
  /** Where the events come from: a file's absolute path, or a server and its key. */
  source: { file: string } | { url: URL; key: string };
  tenantId: string | undefined;
  head: KnownHead | undefined;
  /** Absolute path. */
  save: string | undefined;
}

/** Nothing could be verified; the message says why. */
export class CannotVerifyError extends Error {
  override readonly name: string = "CannotVerifyError";
}

/** The command line makes no sense; the message says why. */
export class UsageError extends CannotVerifyError {
  override readonly name = "UsageError";
}

/**
 * Reads the command line.
 * @param folder what relative paths are relative to
 * @returns "help" when that was asked for
 * @throws UsageError
 */
export function readArguments(
  args: string[],
  { folder, environment }: { folder: string; environment: Record<string, string | undefined> },
): VerifyArguments | "help" {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
  const [file, ...others] = positionals;
  if (others.length > 0) throw new UsageError("Name one file: each holds one chain.");
  if ((file === undefined) === (values.url === undefined))
    throw new UsageError("Name either a saved trail or a server, with --url.");
  if (values.tenant !== undefined && !/^[0-9A-Za-z]{22}$/.test(values.tenant))
    throw new UsageError(`“${values.tenant}” is no tenant's id: those are 22 letters and digits.`);
  return {
    source: file === undefined ? readServer(values.url, environment) : { file: path.resolve(folder, file) },
    tenantId: values.tenant,
    head: values.head === undefined ? undefined : readHead(values.head),
    save: values.save === undefined ? undefined : path.resolve(folder, values.save),
  };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const options = { url: text, tenant: text, head: text, save: text, help: { type: "boolean" } } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readServer(text = "", environment: Record<string, string | undefined>): { url: URL; key: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    throw new UsageError(`“${text}” is no address of a server, such as http://127.0.0.1:8787.`);
  const key = environment.DESCANT_KEY;
  if (!key) throw new UsageError("A key with the scope audit:read is missing: put it into $DESCANT_KEY.");
  return { url, key };
}

function readHead(text: string): KnownHead {
  const match = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/i.exec(text);
  if (!match)
    throw new UsageError("A head is 64 hexadecimal digits, with its sequence and a colon before or without.");
  const [, sequence, hash] = match;
  return { hash: hash!.toLowerCase(), ...(sequence !== undefined && { sequence: Number(sequence) }) };
}
