import type { TrackRow } from "../catalog/index.ts";
import type { ObjectStore } from "../storage/index.ts";

/** The stored sound of a track is not where its row says: our fault, and worth another try. */
export class MissingSoundError extends Error {
  override readonly name = "MissingSoundError";
}

export interface Sound {
  bytes: AsyncIterable<Uint8Array>;
  /** The share of the file that has been read so far, 0 to 1. */
  share(): number;
}

/** Opens a track's recording. @throws MissingSoundError when it is not in the store */
export async function readSound(objects: ObjectStore, track: TrackRow): Promise<Sound> {
  const sound = await objects.read(track.objectKey);
  if (!sound) throw new MissingSoundError(`no object for track ${track.id}`);
  let read = 0;
  return {
    bytes: (async function* () {
      for await (const chunk of sound.body) {
        read += chunk.length;
        yield chunk;
      }
    })(),
    share: () => (sound.size > 0 ? read / sound.size : 0),
  };
}
