import { askAubio } from "../peers/aubio.ts";
import type { Peer } from "../peers/estimates.ts";
import { askLibrosa } from "../peers/librosa.ts";

/**
 * Asks the installed peers about recordings, one after the other.
 * @param tell hears how far it is, with "\r" for a line that is written over, and which peer is missing
 */
export async function askPeers(
  python: string,
  files: readonly string[],
  tell: (progress: string) => void,
  miss: (note: string) => void,
): Promise<Peer[]> {
  const counter = (name: string) => {
    let done = 0;
    return () => tell(`\r${name} ${++done} of ${files.length}${done === files.length ? "\n" : ""}`);
  };
  const librosa = await askLibrosa(python, files, counter("librosa"));
  if (!librosa) miss(`Without librosa: “${python}” does not have it; --python names another.`);
  const aubio = await askAubio(files, counter("aubio"));
  if (!aubio) miss("Without aubio: the program “aubio” is not installed (Debian: aubio-tools).");
  return [librosa, aubio].filter((peer) => peer !== null);
}
