import { titleOf } from "./words.ts";

/** A word for a POSIX shell: single quotes, inside which only the single quote itself needs care. */
export function shellQuote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * The command that does what the page did: upload one file, wait for its features, print them.
 * `key` null leaves `$DESCANT_KEY` for the shell to fill, so that the line can be shown and shared.
 * The file name is quoted twice, once for curl's form syntax (`;` and `,` mean something there) and once for the shell.
 */
export function uploadCommand(origin: string, fileName: string, key: string | null): string {
  const form = `file=@"${fileName.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const authorization =
    key === null ? '"Authorization: Bearer $DESCANT_KEY"' : shellQuote(`Authorization: Bearer ${key}`);
  return [
    `curl ${origin}/v1/tracks`,
    `-H ${authorization}`,
    `-H 'Prefer: wait=20'`,
    `--form-string ${shellQuote(`title=${titleOf(fileName)}`)}`,
    `-F ${shellQuote(form)}`,
  ].join(" \\\n  ");
}

/** The command that reads the features of a track that is already there; `key` as in {@link uploadCommand}. */
export function featuresCommand(origin: string, trackId: string, key: string | null): string {
  const authorization =
    key === null ? '"Authorization: Bearer $DESCANT_KEY"' : shellQuote(`Authorization: Bearer ${key}`);
  return `curl ${origin}/v1/audio-features/${trackId} \\\n  -H ${authorization}`;
}
