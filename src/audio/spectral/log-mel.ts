import type { SpectralKernel } from "./kernel.ts";
import type { RecordStore } from "./record-store.ts";
import { LANES, MEL_BANDS } from "./settings.ts";

/** The mel spectrogram in decibels (reference 1, cut off 80 dB below its largest value), left in the kernel's memory. */
export class LogMel {
  readonly bands = MEL_BANDS;
  readonly frames: number;
  readonly #kernel: SpectralKernel;
  readonly #records: RecordStore;

  /** @param records per group f32[MEL_BANDS][4] in decibels */
  constructor(kernel: SpectralKernel, records: RecordStore, frames: number) {
    this.#kernel = kernel;
    this.#records = records;
    this.frames = frames;
  }

  /**
   * Copies frames `start` to `start + count - 1`. Holding on to this object holds on to the analysis' whole memory
   * (about 26 KB a second of sound).
   * @returns f32[count][bands]
   * @throws RangeError when the frames do not all exist
   * @throws Error when the analyser was released
   */
  read(start: number, count: number): Float32Array {
    if (start < 0 || count < 0 || start + count > this.frames) {
      throw new RangeError(`frames ${start} to ${start + count} of ${this.frames}`);
    }
    if (this.#records.count === 0) throw new Error("the analyser was released");
    const out = new Float32Array(count * MEL_BANDS);
    const { floats } = this.#kernel;
    for (let i = 0; i < count; ) {
      const lane = (start + i) % LANES;
      const from = this.#records.address((start + i - lane) / LANES) >> 2;
      const lanes = Math.min(LANES - lane, count - i);
      const to = i * MEL_BANDS;
      if (lanes === LANES) wholeGroup(floats, from, out, to);
      else {
        for (let at = 0; at < lanes * MEL_BANDS; at++) {
          const column = lane + Math.floor(at / MEL_BANDS);
          out[to + at] = floats[from + (at % MEL_BANDS) * LANES + column]!;
        }
      }
      i += lanes;
    }
    return out;
  }
}

/** Turns a group of four frames, band by band, into four rows. */
function wholeGroup(floats: Float32Array, from: number, out: Float32Array, to: number): void {
  for (let band = 0; band < MEL_BANDS; band++, from += LANES, to++) {
    out[to] = floats[from]!;
    out[to + MEL_BANDS] = floats[from + 1]!;
    out[to + 2 * MEL_BANDS] = floats[from + 2]!;
    out[to + 3 * MEL_BANDS] = floats[from + 3]!;
  }
}
