import { FrameSequence } from "./frame-sequence.ts";
import { SPECTRUM_BYTES, type SpectralKernel } from "./kernel.ts";
import { Moments } from "./moments.ts";
import { RecordStore } from "./record-store.ts";
import { CHROMA_CLASSES, LANES, TONNETZ_AXES, TUNING_FRAMES } from "./settings.ts";
import { PeakList } from "./tuning.ts";

const TUNING_GROUPS = TUNING_FRAMES / LANES;

/**
 * Chroma and tonnetz. Both need the tuning, which needs spectra: those of the first TUNING_FRAMES frames are kept
 * (10.6 MB at most) until they are all there or the recording ends; later frames are folded at once.
 */
export class ChromaTracker {
  readonly chroma = new FrameSequence(CHROMA_CLASSES);
  readonly chromaMoments = new Moments(CHROMA_CLASSES);
  readonly tonnetzMoments = new Moments(TONNETZ_AXES);
  readonly #kernel: SpectralKernel;
  readonly #kept: RecordStore;
  #tuning: number | undefined;
  #lanesOfLast = LANES;

  constructor(kernel: SpectralKernel) {
    this.#kernel = kernel;
    this.#kept = new RecordStore(kernel.pool, SPECTRUM_BYTES);
  }

  /** Address at which the next group's spectra are to be written. May grow the memory. */
  nextSpectrum(): number {
    return this.#tuning === undefined ? this.#kept.append() : this.#kernel.address("scratchSpectrum");
  }

  /**
   * Takes note of the group whose spectra were written to `spectrum`.
   * @param lanes how many of its lanes are frames; fewer than 4 only for the last group
   */
  add(spectrum: number, lanes: number): void {
    if (this.#tuning !== undefined) {
      this.#fold(spectrum, lanes);
      return;
    }
    this.#lanesOfLast = lanes;
    if (this.#kept.count === TUNING_GROUPS) this.finish();
  }

  /**
   * Settles the tuning if that has not happened yet and folds all kept spectra.
   * @returns the tuning in semitones, -0.5 to 0.49
   */
  finish(): number {
    if (this.#tuning !== undefined) return this.#tuning;
    this.#tuning = this.#estimateTuning();
    this.#kernel.setTuning(this.#tuning);
    for (let group = 0; group < this.#kept.count; group++) {
      this.#fold(this.#kept.address(group), group === this.#kept.count - 1 ? this.#lanesOfLast : LANES);
    }
    this.clear();
    return this.#tuning;
  }

  /** Gives back the memory of spectra that are still kept. */
  clear(): void {
    this.#kept.clear();
  }

  #estimateTuning(): number {
    const peaks = new PeakList();
    for (let group = 0; group < this.#kept.count; group++) {
      const found = this.#kernel.call.findPeaks(this.#kept.address(group));
      peaks.add(this.#kernel.floats, this.#kernel.index("peakValues"), found);
    }
    return peaks.tuning();
  }

  #fold(spectrum: number, lanes: number): void {
    this.#kernel.call.chroma(spectrum);
    const { floats } = this.#kernel;
    const rows = this.#kernel.index("chromaValues");
    this.chroma.add(floats, rows, lanes);
    this.chromaMoments.add(floats, rows, lanes);
    this.tonnetzMoments.add(floats, rows + CHROMA_CLASSES * LANES, lanes);
  }
}
