/** Pools of mel bands, and what each frame gives the network of beats: the pools' levels and rises. */
export const POOLS = 32;
export const INPUTS = 2 * POOLS;

/** Frames that the first layer, and each of the others, looks at together. */
export const ENTRY_TAPS = 3;
export const TAPS = 5;

/** Beat, downbeat, onset. */
export const OUTPUTS = 3;

/** All layers' weights, row-major: outputs first, then inputs, then taps. */
export interface ActivationWeights {
  /** A multiple of 8. */
  channels: number;
  entry: { weight: Float64Array; bias: Float64Array };
  /** Layer i reaches 2^(i+1) frames to either side: one filter a channel over time, then a mixture of the channels, added to what came in. */
  layers: { time: Float64Array; timeBias: Float64Array; mix: Float64Array; mixBias: Float64Array }[];
  exit: { weight: Float64Array; bias: Float64Array };
}
