import { AudioError, type PcmBlock } from "../pcm.ts";
import { downmix } from "../resample/downmix.ts";
import { type Design, greatestCommonDivisor } from "../resample/filter.ts";
import { kaiserBeta } from "../resample/kaiser.ts";
import { feed, type Stage, stageOf } from "../resample/stage.ts";
import { RATE } from "./compare/settings.ts";

/**
 * A short Kaiser-windowed sinc, found by asking which one's fingerprints agree best with those of `fpcalc`, over recordings
 * of 22.05 and 44.1 kHz: half its length in output samples, the middle of its transition as a share of the Nyquist
 * frequency, and its attenuation (beta 9). Longer and steeper filters are better filters and agree less.
 */
const REACH = 10;
const CUTOFF = 0.8;
const ATTENUATION = 90.4;

/**
 * Brings sound of any rate and number of channels to mono at 11,025 Hz, as a stream. Neither clipped nor in steps of 16 bits:
 * `fpcalc` does both behind its resampler, and loud lossy files show it.
 */
export class LowRate {
  readonly #rate: number;
  readonly #stage: Stage | undefined;
  #mixed: Float32Array | undefined;
  #received = 0;
  #returned = 0;

  /**
   * @param rate of what will be pushed: whole Hz, 1,000 to 384,000
   * @throws AudioError `unsupported_audio` for another
   */
  constructor(rate: number) {
    if (!Number.isInteger(rate) || rate < 1_000 || rate > 384_000) {
      throw new AudioError("unsupported_audio", `${rate} Hz cannot be resampled (1000 to 384000 Hz).`);
    }
    this.#rate = rate;
    if (rate !== RATE) this.#stage = stageOf(lowPass(rate));
  }

  /** Takes a block in, and hands the samples it completes to `take`, as views valid during the call. */
  push(block: PcmBlock, take: (samples: Float32Array) => void): void {
    const mono = downmix(block, this.#mixed);
    this.#mixed = mono;
    this.#received += mono.length;
    if (this.#stage) this.#feed(this.#stage, mono, take, Number.POSITIVE_INFINITY);
    else take(mono);
  }

  /** Hands over what is left. The last samples, whose filter would reach past the end, are not made. */
  finish(take: (samples: Float32Array) => void): void {
    if (!this.#stage) return;
    const length = Math.max(0, Math.floor((this.#received * RATE) / this.#rate) - REACH + 1);
    this.#feed(this.#stage, new Float32Array(this.#stage.lookahead + 1), take, length);
  }

  #feed(stage: Stage, mono: Float32Array, take: (samples: Float32Array) => void, most: number): void {
    feed(stage, mono, (output) => {
      const wanted = output.subarray(0, Math.max(0, Math.min(output.length, most - this.#returned)));
      this.#returned += wanted.length;
      if (wanted.length > 0) take(wanted);
    });
  }
}

function lowPass(rate: number): Design {
  const divisor = greatestCommonDivisor(rate, RATE);
  const share = Math.min(1, RATE / rate);
  return {
    up: RATE / divisor,
    down: rate / divisor,
    cutoff: (share * CUTOFF) / 2,
    halfLength: REACH / share,
    beta: kaiserBeta(ATTENUATION),
  };
}
