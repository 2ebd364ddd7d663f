/** Four filters over semitones: kernel is input × tap × channel, fold is channel × semitone. */
interface SemitoneFilters {
  kernel: Float32Array;
  bias: Float32Array;
  fold: Float32Array;
}

interface Layer {
  kernel: Float32Array;
  bias: Float32Array;
}

/** The weights of the network that hears chords. */
export interface HarmonyWeights {
  /** Of treble and bass together. */
  channels: number;
  treble: SemitoneFilters;
  bass: SemitoneFilters;
  /** Unit × channel × pitch class above the root. */
  hidden: Layer;
  /** Quality × unit. */
  output: Layer;
  none: Layer;
}

/** Names and sizes of the tensors in the order in which they are stored. */
export const TENSORS = [
  ["treble.weight", 4 * 2 * 37],
  ["treble.bias", 4],
  ["ft", 4 * 84],
  ["bass.weight", 4 * 2 * 7],
  ["bass.bias", 4],
  ["fb", 4 * 48],
  ["hidden.weight", 16 * 8 * 12],
  ["hidden.bias", 16],
  ["out.weight", 5 * 16],
  ["out.bias", 5],
  ["none.weight", 16],
  ["none.bias", 1],
] as const;

/** Largest 16-bit number: what each tensor's largest weight is stored as. */
export const LARGEST = 32_767;

/**
 * Reads the network's weights from text.
 * @param scales largest magnitude of each tensor
 * @param text base64 of all tensors one after another, little-endian 16-bit numbers, `LARGEST` for the tensor's scale
 * @throws RangeError when the text does not hold as many weights as there should be
 */
export function unpackWeights(scales: readonly number[], text: string): HarmonyWeights {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const wanted = TENSORS.reduce((sum, [, size]) => sum + size, 0);
  if (bytes.length !== 2 * wanted || scales.length !== TENSORS.length) {
    throw new RangeError(`${bytes.length} bytes and ${scales.length} scales are not the network's weights.`);
  }
  const view = new DataView(bytes.buffer);
  let at = 0;
  const next = (tensor: number): Float32Array => {
    const values = new Float32Array(TENSORS[tensor]![1]);
    for (let i = 0; i < values.length; i++, at += 2) {
      values[i] = (view.getInt16(at, true) * scales[tensor]!) / LARGEST;
    }
    return values;
  };
  return {
    channels: 8,
    treble: { kernel: tapsFirst(next(0)), bias: next(1), fold: next(2) },
    bass: { kernel: tapsFirst(next(3)), bias: next(4), fold: next(5) },
    hidden: { kernel: next(6), bias: next(7) },
    output: { kernel: next(8), bias: next(9) },
    none: { kernel: next(10), bias: next(11) },
  };
}

/** From channel × input × tap, as stored, to input × tap × channel, as read: four channels at a time. */
function tapsFirst(kernel: Float32Array): Float32Array {
  const taps = kernel.length / 4;
  return kernel.map((_, i) => kernel[(i % 4) * taps + Math.floor(i / 4)]!);
}
