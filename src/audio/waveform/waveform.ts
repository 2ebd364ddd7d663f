/**
 * A recording drawn small: the lowest and the highest sample of each stretch, as BBC audiowaveform keeps them
 * (https://github.com/bbc/audiowaveform, doc/DataFormat.md).
 */
export interface Waveform {
  /** Of the recording, in Hz. */
  sampleRate: number;
  /** Samples of one stretch, called a pixel. */
  samplesPerPixel: number;
  channels: number;
  /** Pixels. */
  length: number;
  /** i16[length][channels][2]: lowest and highest sample; full scale is 32768. */
  data: Int16Array;
}

/**
 * The same waveform with fewer pixels. A pixel goes whole to the one that its start falls into, so that edges are up to
 * one pixel of the finer waveform off unless the new figure is a multiple of the old one.
 *
 * @param samplesPerPixel whole, not below the waveform's own
 * @throws RangeError for a finer one: that would have to be invented
 */
export function coarser(waveform: Waveform, samplesPerPixel: number): Waveform {
  const { samplesPerPixel: own, channels, length, data } = waveform;
  if (!Number.isInteger(samplesPerPixel) || samplesPerPixel < own) {
    throw new RangeError(`${samplesPerPixel} samples a pixel, of a waveform of ${own}`);
  }
  if (samplesPerPixel === own || length === 0) return { ...waveform, samplesPerPixel };
  const pixels = Math.floor(((length - 1) * own) / samplesPerPixel) + 1;
  const out = new Int16Array(pixels * channels * 2);
  for (let i = 0, last = -1; i < length; i++) {
    const pixel = Math.floor((i * own) / samplesPerPixel);
    for (let c = 0; c < channels; c++) {
      const [from, to] = [2 * (i * channels + c), 2 * (pixel * channels + c)];
      out[to] = pixel === last ? Math.min(out[to]!, data[from]!) : data[from]!;
      out[to + 1] = pixel === last ? Math.max(out[to + 1]!, data[from + 1]!) : data[from + 1]!;
    }
    last = pixel;
  }
  return { ...waveform, samplesPerPixel, length: pixels, data: out };
}
