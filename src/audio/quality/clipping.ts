import { FULL_SCALE } from "../loudness/sample-limits.ts";
import type { FrameBuffer } from "./frame-buffer.ts";

/** Neighbouring samples at or over full scale that make a run: two can be a peak that just fits. */
const FULL_SCALE_RUN = 3;
/** Equal neighbours that make a flat top, and seconds from which on they are no wave's top but an offset. */
const FLAT_RUN = 4;
const LONGEST_SECONDS = 0.02;
/** Flat tops are looked for above this magnitude. */
const FLAT_LEVEL = 0.1;
/** A clipped wave meets its flat top at a corner: the step into or out of it is at least this share of its level. */
const CORNER = 0.01;
/** Flat tops count when they lie this near the largest sample, in dB: a wave that was clipped, then turned down. */
const NEAR_PEAK_DECIBELS = 0.3;
/** Flat tops are counted by level in steps of 0.1 dB, down to -20 dBFS. */
const LEVEL_STEP = 0.1;
const LEVELS = 201;
/** Flat tops whose place is remembered, and places that are told. */
const REMEMBERED = 4096;
const REGIONS = 32;
/** Clipped seconds this close together are one place. */
const GAP_SECONDS = 1;

/** A stretch in which samples are clipped. */
export interface ClippedRegion {
  startSeconds: number;
  endSeconds: number;
  /** Clipped samples in it, over all channels. */
  samples: number;
}

/** Waves whose tops were cut off. */
export interface Clipping {
  /** Runs of at least three neighbouring samples at or over full scale, and the samples in them. */
  fullScaleRuns: number;
  fullScaleSamples: number;
  /** Runs of at least four equal samples at the recording's largest level below full scale, entered by a corner. */
  flatTopRuns: number;
  flatTopSamples: number;
  /** Share of all samples that lie in either, 0 to 1. */
  share: number;
  /** Where, in order of time: at most the 32 worst places. */
  regions: ClippedRegion[];
}

interface FlatTop {
  level: number;
  second: number;
  samples: number;
}

interface Channel {
  previous: number;
  /** The sample before the run of equal ones. */
  before: number;
  run: number;
  over: number;
}

/** Finds clipped samples in frames of finite ones. Memory: a number a second and 4096 flat tops. */
export class ClippingMeter {
  readonly #frame: FrameBuffer;
  readonly #rate: number;
  readonly #channels: Channel[];
  readonly #overs = new Map<number, number>();
  readonly #flatRuns = new Uint32Array(LEVELS);
  readonly #flatSamples = new Uint32Array(LEVELS);
  readonly #flatTops: FlatTop[] = [];
  #fullScaleRuns = 0;
  #fullScaleSamples = 0;
  #frames = 0;

  constructor(frame: FrameBuffer, sampleRate: number) {
    this.#frame = frame;
    this.#rate = sampleRate;
    this.#channels = frame.pointers.map(() => ({ previous: 0, before: 0, run: 0, over: 0 }));
  }

  /**
   * Adds the frame that the buffer holds. Samples are only looked at one by one where any can be clipped.
   * @param samples the buffer's, a channel each
   */
  add(samples: readonly Float32Array[]): void {
    const { kernel, pointers, filled } = this.#frame;
    for (const [c, state] of this.#channels.entries()) {
      const isUnderWay = state.over > 0 || state.run >= FLAT_RUN;
      if (isUnderWay || kernel.run.mayClip(pointers[c]!, filled, FULL_SCALE, FLAT_LEVEL) !== 0) {
        this.#scan(samples[c]!, state);
      } else skip(samples[c]!, state);
    }
    this.#frames += filled;
  }

  /** @param samplePeak the recording's largest magnitude in dBFS, null for silence */
  finish(samplePeak: number | null): Clipping {
    for (const state of this.#channels) {
      this.#endOver(state, this.#frames);
      this.#endRun(state, state.previous, this.#frames);
    }
    const nearest = Math.max(0, Math.round((-(samplePeak ?? 0) + NEAR_PEAK_DECIBELS) / LEVEL_STEP));
    let flatTopRuns = 0;
    let flatTopSamples = 0;
    for (let level = 0; level <= Math.min(nearest, LEVELS - 1); level++) {
      flatTopRuns += this.#flatRuns[level]!;
      flatTopSamples += this.#flatSamples[level]!;
    }
    const total = this.#frames * this.#channels.length;
    return {
      fullScaleRuns: this.#fullScaleRuns,
      fullScaleSamples: this.#fullScaleSamples,
      flatTopRuns,
      flatTopSamples,
      share: total > 0 ? (this.#fullScaleSamples + flatTopSamples) / total : 0,
      regions: this.#regions(nearest),
    };
  }

  #scan(samples: Float32Array, state: Channel): void {
    let { previous, before, run } = state;
    let isOver = state.over > 0;
    for (let i = 0; i < samples.length; i++) {
      const x = samples[i]!;
      if (Math.abs(x) >= FULL_SCALE) {
        if (isOver && x > 0 !== previous > 0) this.#endOver(state, this.#frames + i);
        state.over++;
        isOver = true;
      } else if (isOver) {
        this.#endOver(state, this.#frames + i);
        isOver = false;
      }
      if (x === previous) {
        run++;
        continue;
      }
      if (run >= FLAT_RUN) this.#endRun({ ...state, previous, before, run }, x, this.#frames + i);
      before = previous;
      previous = x;
      run = 1;
    }
    state.previous = previous;
    state.before = before;
    state.run = run;
  }

  #endOver(state: Channel, end: number): void {
    const length = state.over;
    state.over = 0;
    if (length < FULL_SCALE_RUN) return;
    this.#fullScaleRuns++;
    this.#fullScaleSamples += length;
    const second = Math.floor((end - 1) / this.#rate);
    this.#overs.set(second, (this.#overs.get(second) ?? 0) + length);
  }

  /** @param after the sample that follows the run; @param end its position */
  #endRun({ previous, before, run }: Channel, after: number, end: number): void {
    const magnitude = Math.abs(previous);
    if (run < FLAT_RUN || run > LONGEST_SECONDS * this.#rate) return;
    if (magnitude < FLAT_LEVEL || magnitude >= FULL_SCALE) return;
    const into = Math.abs(previous) - Math.abs(before);
    const outOf = Math.abs(previous) - Math.abs(after);
    if (into < 0 || outOf < 0 || Math.max(into, outOf) < CORNER * magnitude) return;
    const level = Math.min(LEVELS - 1, Math.round((-20 * Math.log10(magnitude)) / LEVEL_STEP));
    this.#flatRuns[level]!++;
    this.#flatSamples[level]! += run;
    if (this.#flatTops.length < REMEMBERED) {
      this.#flatTops.push({ level, second: Math.floor((end - 1) / this.#rate), samples: run });
    }
  }

  #regions(nearest: number): ClippedRegion[] {
    const seconds = new Map(this.#overs);
    for (const { level, second, samples } of this.#flatTops) {
      if (level <= nearest) seconds.set(second, (seconds.get(second) ?? 0) + samples);
    }
    const regions: ClippedRegion[] = [];
    for (const [second, samples] of [...seconds].sort(([a], [b]) => a - b)) {
      const last = regions.at(-1);
      const end = Math.min(second + 1, this.#frames / this.#rate);
      if (last && second - last.endSeconds <= GAP_SECONDS) {
        last.endSeconds = end;
        last.samples += samples;
      } else regions.push({ startSeconds: second, endSeconds: end, samples });
    }
    return regions
      .sort((a, b) => b.samples - a.samples)
      .slice(0, REGIONS)
      .sort((a, b) => a.startSeconds - b.startSeconds);
  }
}

/** Goes past samples of which none is at full scale and no two neighbours make a flat top. */
function skip(samples: Float32Array, state: Channel): void {
  state.before = samples.at(-2) ?? state.previous;
  state.previous = samples.at(-1) ?? state.previous;
  // Shorter than any run that counts, whatever lies below the level of flat tops.
  state.run = 1;
}
