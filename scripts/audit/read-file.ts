import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { CannotVerifyError } from "./arguments.ts";

/**
 * The events of a saved trail, as they stand there: one a line (JSONL), or a JSON document that is a list of them or a
 * page of the API. A line that is no JSON is given as undefined, for it is an event that somebody has broken.
 * @throws CannotVerifyError when the file cannot be read, or is a JSON document of another kind
 */
export async function* readTrailFile(file: string): AsyncGenerator<unknown> {
  try {
    if (await isOneDocument(file)) yield* eventsOf(JSON.parse(await readFile(file, "utf8")));
    else {
      for await (const line of linesOf(file)) if (line.trim() !== "") yield parsed(line);
    }
  } catch (error) {
    if (error instanceof CannotVerifyError) throw error;
    throw new CannotVerifyError(
      `The file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function linesOf(file: string) {
  return createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
}

/** Whether the file is one JSON document: a list, or an object that does not end with its first line or is a page. */
async function isOneDocument(file: string): Promise<boolean> {
  for await (const line of linesOf(file)) {
    const text = line.trim();
    if (text === "") continue;
    if (text.startsWith("[") || text === "{") return true;
    const first = parsed(text);
    return typeof first === "object" && first !== null && "items" in first;
  }
  return false;
}

function eventsOf(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  const items = (document as { items?: unknown } | null)?.items;
  if (Array.isArray(items)) return items;
  throw new CannotVerifyError("This JSON document holds no audit events.");
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
