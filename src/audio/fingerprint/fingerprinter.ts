import { AudioError, type PcmBlock } from "../pcm.ts";
import { type Area, hashOf } from "./classifiers.ts";
import { CLASSES, ROWS } from "./compare/settings.ts";
import { LowRate } from "./low-rate.ts";
import { PitchRows } from "./pitch-rows.ts";

export interface Fingerprint {
  /** One every 1365/11025 s; the first begins with the recording. None for less than about 2.7 s. */
  hashes: Uint32Array;
  /** How much was listened to. */
  seconds: number;
}

/**
 * Fingerprints a stream of sound as Chromaprint's default algorithm does, so that the result can be looked up with
 * AcoustID. Memory: one second of sound, and 32 bytes a second for the hashes. The fingerprint of the first seconds is the
 * first part of the whole one, so one pass serves both the index (all of it) and AcoustID (120 s).
 */
export class Fingerprinter {
  readonly #maxSeconds: number;
  /** Rows' sums over all time and over the classes below each: a ring of the last 16, and the one before. */
  readonly #sums = Array.from({ length: ROWS + 1 }, () => new Float64Array(CLASSES + 1));
  readonly #pitch = new PitchRows((row) => this.#take(row));
  #hashes = new Uint32Array(1_024);
  #count = 0;
  #rows = 0;
  #lowRate: LowRate | undefined;
  #rate = 0;
  #frames = 0;

  /** @param maxSeconds sound beyond this is not listened to; all is by default, and `fpcalc` stops at 120 */
  constructor({ maxSeconds = Number.POSITIVE_INFINITY }: { maxSeconds?: number } = {}) {
    this.#maxSeconds = maxSeconds;
  }

  /**
   * Adds a block of any rate and any number of channels, the same rate each time.
   * @throws AudioError `unsupported_audio` for a rate outside 1,000 to 384,000 Hz or one that changes
   */
  push(block: PcmBlock): void {
    this.#lowRate ??= new LowRate(block.sampleRate);
    this.#rate ||= block.sampleRate;
    if (block.sampleRate !== this.#rate) {
      throw new AudioError("unsupported_audio", "The sample rate changes within the recording.");
    }
    const length = block.channels[0]?.length ?? 0;
    const wanted = Math.min(length, Math.floor(this.#maxSeconds * this.#rate) - this.#frames);
    if (wanted <= 0) return;
    this.#frames += wanted;
    const channels = block.channels.map((channel) => channel.subarray(0, wanted));
    this.#lowRate.push({ ...block, channels }, this.#hear);
  }

  /** Ends the stream; call it once. */
  finish(): Fingerprint {
    this.#lowRate?.finish(this.#hear);
    this.#pitch.finish();
    return {
      hashes: this.#hashes.slice(0, this.#count),
      seconds: this.#rate === 0 ? 0 : this.#frames / this.#rate,
    };
  }

  readonly #hear = (samples: Float32Array): void => this.#pitch.push(samples);

  #take(row: Float64Array): void {
    const before = this.#sums[this.#rows % (ROWS + 1)]!;
    const sums = this.#sums[++this.#rows % (ROWS + 1)]!;
    let below = 0;
    for (let k = 0; k < CLASSES; k++) {
      below += row[k]!;
      sums[k + 1] = before[k + 1]! + below;
    }
    if (this.#rows < ROWS) return;
    if (this.#count === this.#hashes.length) {
      const longer = new Uint32Array(2 * this.#count);
      longer.set(this.#hashes);
      this.#hashes = longer;
    }
    this.#hashes[this.#count++] = hashOf(this.#area);
  }

  /** Areas of the last 16 rows. */
  readonly #area: Area = (from, to, low, high) => {
    const first = this.#sums[(this.#rows - ROWS + from) % (ROWS + 1)]!;
    const last = this.#sums[(this.#rows - ROWS + to) % (ROWS + 1)]!;
    return last[high]! - first[high]! - last[low]! + first[low]!;
  };
}
