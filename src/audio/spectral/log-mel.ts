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
    for (let i = 0; i < count; i++) {
      const frame = start + i;
      const at = (this.#records.address(Math.floor(frame / LANES)) >> 2) + (frame % LANES);
      for (let band = 0; band < MEL_BANDS; band++) out[i * MEL_BANDS + band] = floats[at + band * LANES]!;
    }
    return out;
  }
}
