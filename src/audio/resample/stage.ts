import type { Design } from "./filter.ts";
import { Halving } from "./halving.ts";
import { Polyphase } from "./polyphase.ts";

/** A streaming filter that turns input into output, with its delay taken out. */
export interface Stage {
  /** Input samples needed after an output's instant before it is certain to be written. */
  readonly lookahead: number;
  /** Most samples that the next call of `process` may bring. */
  readonly room: number;
  /** Takes in samples and returns the outputs that are complete: a view that is valid until the next call. */
  process(samples: Float32Array): Float32Array;
}

/** The fastest stage there is for a filter. */
export function stageOf(filter: Design): Stage {
  return filter.up === 1 && filter.down === 2 ? new Halving(filter) : new Polyphase(filter);
}

/** Feeds a stage any number of samples; `take` is given what they complete, in views that are valid during the call. */
export function feed(stage: Stage, samples: Float32Array, take: (output: Float32Array) => void): void {
  for (let start = 0; start < samples.length; ) {
    const part = samples.subarray(start, start + stage.room);
    start += part.length;
    take(stage.process(part));
  }
}
