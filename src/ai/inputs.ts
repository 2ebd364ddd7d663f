import { InferenceError } from "./onnx-session.ts";

/** Mean and deviation over all frames of a recording of one descriptor, a number for each of its dimensions. */
export interface SpreadStatistics {
  mean: ArrayLike<number>;
  std: ArrayLike<number>;
}

/** Statistics by descriptor name; those that a model's card lists under `inputs` must be there. */
export type SpreadDescriptors = Readonly<Record<string, SpreadStatistics | undefined>>;

/** One number that a model reads; `index` null stands for all dimensions of the descriptor together. */
export interface ModelInput {
  descriptor: string;
  statistic: string;
  index: number | null;
}

/** Inputs are moved to within ± this, far beyond any sound, where single precision still computes distances. */
const LARGEST_INPUT = 1e6;

/**
 * A model's input vector, in the order that its card gives.
 *
 * @throws InferenceError when a descriptor is missing or not finite
 */
export function readInputs(descriptors: SpreadDescriptors, inputs: readonly ModelInput[]): Float32Array {
  return Float32Array.from(inputs, ({ descriptor, statistic, index }) => {
    const statistics = descriptors[descriptor];
    const name = `${descriptor}[${index ?? "all"}].${statistic}`;
    if (!statistics) throw new InferenceError(`descriptor ${name} is missing`);
    const value =
      index === null
        ? pooled(statistics, statistic)
        : (statistic === "std" ? statistics.std : statistics.mean)[index];
    if (value === undefined) throw new InferenceError(`descriptor ${name} is missing`);
    if (!Number.isFinite(value)) throw new InferenceError(`descriptor ${name} is ${value}`);
    return Math.min(LARGEST_INPUT, Math.max(-LARGEST_INPUT, value));
  });
}

/** Mean or deviation of all numbers of all frames, from those of the dimensions; undefined for none. */
function pooled({ mean, std }: SpreadStatistics, statistic: string): number | undefined {
  const width = mean.length;
  if (width === 0 || std.length !== width) return undefined;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < width; i++) {
    sum += mean[i]!;
    squares += mean[i]! ** 2 + std[i]! ** 2;
  }
  const centre = sum / width;
  return statistic === "std" ? Math.sqrt(Math.max(0, squares / width - centre ** 2)) : centre;
}
