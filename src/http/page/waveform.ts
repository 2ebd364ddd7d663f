/** Files above this are not drawn: a browser decodes the whole sound at once, and a phone would feel it. */
const LARGEST_DRAWN_BYTES = 40_000_000;

/**
 * The root mean square of the samples in each of `count` equal slices, scaled so that the loudest is 1. (Peaks would
 * draw most records of today as one solid block.) All zeros for silence and for no samples.
 */
export function envelope(samples: Float32Array, count: number): number[] {
  const levels = Array.from({ length: count }, (_, slice) => {
    const start = Math.floor((slice * samples.length) / count);
    const end = Math.floor(((slice + 1) * samples.length) / count);
    const energy = samples.subarray(start, end).reduce((sum, sample) => sum + sample * sample, 0);
    return Math.sqrt(energy / Math.max(1, end - start));
  });
  const loudest = Math.max(...levels);
  return loudest === 0 ? levels : levels.map((level) => level / loudest);
}

/** An SVG path of one vertical stroke a level, centred in a box of `levels.length` by 100 units. */
export function waveformPath(levels: number[]): string {
  return levels
    .map((level, i) => `M${i + 0.5} ${(50 - level * 48 - 1).toFixed(1)}v${(level * 96 + 2).toFixed(1)}`)
    .join("");
}

/**
 * Decodes a sound in the browser and returns `count` levels of its envelope, or null where the browser cannot read the format.
 * The context runs at 8 kHz, so that a song costs a few megabytes instead of a hundred; only the picture needs it.
 */
export async function soundEnvelope(sound: Blob, count: number): Promise<number[] | null> {
  if (sound.size > LARGEST_DRAWN_BYTES) return null;
  try {
    const context = new OfflineAudioContext(1, 1, 8000);
    const decoded = await context.decodeAudioData(await sound.arrayBuffer());
    return envelope(decoded.getChannelData(0), count);
  } catch {
    return null;
  }
}
