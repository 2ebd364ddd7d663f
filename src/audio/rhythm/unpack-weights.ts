import { type ActivationWeights, ENTRY_TAPS, INPUTS, OUTPUTS, TAPS } from "./activation-shape.ts";

/** Largest 16-bit number: what each tensor's largest weight is stored as. */
export const LARGEST = 32_767;

/** How many weights each tensor has, in the order in which they are stored. */
export function tensorSizes(channels: number, layers: number): number[] {
  return [
    channels * INPUTS * ENTRY_TAPS,
    channels,
    ...Array.from({ length: layers }, () => [
      channels * TAPS,
      channels,
      channels * channels,
      channels,
    ]).flat(),
    OUTPUTS * channels,
    OUTPUTS,
  ];
}

/**
 * Reads a network's weights from text.
 * @param scales largest magnitude of each tensor
 * @param text base64 of all tensors one after another, little-endian 16-bit numbers, `LARGEST` for the tensor's scale
 * @throws RangeError when the text does not hold as many weights as the sizes say
 */
export function unpackWeights(
  channels: number,
  layers: number,
  scales: readonly number[],
  text: string,
): ActivationWeights {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const sizes = tensorSizes(channels, layers);
  if (bytes.length !== 2 * sizes.reduce((a, b) => a + b) || scales.length !== sizes.length) {
    throw new RangeError(
      `${bytes.length} bytes and ${scales.length} scales are not a network of ${channels} channels`,
    );
  }
  let at = 0;
  const tensors = sizes.map((size, i) => {
    const tensor = Float64Array.from(
      { length: size },
      (_, j) => (view.getInt16(2 * (at + j), true) * scales[i]!) / LARGEST,
    );
    at += size;
    return tensor;
  });
  const tensor = (index: number) => tensors.at(index)!;
  return {
    channels,
    entry: { weight: tensor(0), bias: tensor(1) },
    layers: Array.from({ length: layers }, (_, i) => ({
      time: tensor(2 + 4 * i),
      timeBias: tensor(3 + 4 * i),
      mix: tensor(4 + 4 * i),
      mixBias: tensor(5 + 4 * i),
    })),
    exit: { weight: tensor(-2), bias: tensor(-1) },
  };
}
