import { AudioError } from "../pcm.ts";
import { type Band, design } from "./filter.ts";
import { feed, type Stage, stageOf } from "./stage.ts";

const MIN_RATE = 1_000;
const MAX_RATE = 384_000;

/**
 * Changes the sample rate of a stream of mono sound. Linear phase without delay: output n is the sound at n /
 * targetRate seconds, and a stream of N samples gives ceil(N * targetRate / sourceRate). Flat within 0.1 dB
 * up to 0.91 of the lower Nyquist frequency and at least 90 dB down from that frequency on, unless told otherwise. Silence is assumed
 * before the start and after the end. How the stream is cut into pushes never changes a bit of the output.
 * Memory: the filter and one chunk.
 */
export class Resampler {
  readonly #sourceRate: number;
  readonly #targetRate: number;
  readonly #stage: Stage | undefined;
  #received = 0;
  #returned = 0;

  /**
   * @param sourceRate whole Hz, 1,000 to 384,000
   * @param targetRate likewise; when equal to `sourceRate` samples pass through unchanged
   * @param band for who needs less of the spectrum: the wider its transition, the shorter the filter
   * @throws AudioError `unsupported_audio` for another rate
   */
  constructor(sourceRate: number, targetRate: number, band?: Band) {
    for (const rate of [sourceRate, targetRate]) {
      if (!Number.isInteger(rate) || rate < MIN_RATE || rate > MAX_RATE) {
        throw new AudioError(
          "unsupported_audio",
          `${rate} Hz cannot be resampled (${MIN_RATE} to ${MAX_RATE} Hz).`,
        );
      }
    }
    this.#sourceRate = sourceRate;
    this.#targetRate = targetRate;
    if (sourceRate === targetRate) return;
    this.#stage = stageOf(design(sourceRate, targetRate, band));
  }

  /**
   * Adds samples and returns, in a new array, the output that they complete. Samples must be finite, as those of
   * `downmix` are: a NaN would spread over the length of the filter. It overshoots: from a quarter of the largest float on,
   * what comes out may be infinite.
   */
  push(mono: Float32Array): Float32Array {
    const parts: Float32Array[] = [];
    this.stream(mono, (part) => parts.push(part.slice()));
    return parts.length === 1 ? parts[0]! : joined(parts);
  }

  /** As `push`, without new arrays: `take` is given the output, in views that are valid during the call. */
  stream(mono: Float32Array, take: (samples: Float32Array) => void): void {
    this.#received += mono.length;
    if (this.#stage) this.#feed(this.#stage, mono, take);
    else take(mono);
  }

  /** Closes the stream and returns the rest of the output; call it once. */
  finish(): Float32Array {
    if (!this.#stage) return new Float32Array(0);
    const length = Math.ceil((this.#received * this.#targetRate) / this.#sourceRate);
    const missing = length - this.#returned;
    const parts: Float32Array[] = [];
    this.#feed(this.#stage, new Float32Array(this.#stage.lookahead), (part) => parts.push(part.slice()));
    return joined(parts).subarray(0, missing);
  }

  #feed(stage: Stage, samples: Float32Array, take: (samples: Float32Array) => void): void {
    feed(stage, samples, (output) => {
      this.#returned += output.length;
      take(output);
    });
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
