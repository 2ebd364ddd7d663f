/** Files above this are not drawn: a browser decodes the whole sound at once, and a phone would feel it. */
const LARGEST_DRAWN_BYTES = 40_000_000;

/**
 * The peak of the absolute samples in each of `count` equal slices, scaled so that the loudest is 1.
 * All zeros for silence and for no samples.
 */
export function peaks(samples: Float32Array, count: number): number[] {
  const found = Array.from({ length: count }, (_, slice) => {
    const start = Math.floor((slice * samples.length) / count);
    const end = Math.max(start + 1, Math.floor(((slice + 1) * samples.length) / count));
    let peak = 0;
    for (let i = start; i < end && i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i] ?? 0));
    return peak;
  });
  const loudest = Math.max(...found);
  return loudest === 0 ? found : found.map((peak) => peak / loudest);
}

/** An SVG path of one vertical stroke a peak, centred in a box of `peaks.length` by 100 units. */
export function waveformPath(heights: number[]): string {
  return heights
    .map((height, i) => `M${i + 0.5} ${(50 - height * 48 - 1).toFixed(1)}v${(height * 96 + 2).toFixed(1)}`)
    .join("");
}

/**
 * Decodes a sound in the browser and returns `count` peaks, or null where the browser cannot read the format.
 * The context runs at 8 kHz, so that a song costs a few megabytes instead of a hundred; only the picture needs it.
 */
export async function soundPeaks(sound: Blob, count: number): Promise<number[] | null> {
  if (sound.size > LARGEST_DRAWN_BYTES) return null;
  try {
    const context = new OfflineAudioContext(1, 1, 8000);
    const decoded = await context.decodeAudioData(await sound.arrayBuffer());
    return peaks(decoded.getChannelData(0), count);
  } catch {
    return null;
  }
}
