import type { PcmBlock } from "../pcm.ts";

/**
 * Mixes a block to mono: the mean over its channels, as librosa's `to_mono` has it. Non-finite samples count
 * as 0, so one bad sample of a float file cannot reach the frames around it. A plain loop: copying into a
 * kernel's memory and back would cost as much as the sum itself.
 *
 * @param block any number of channels from 1
 * @param into where the mix is written when it has the length of a channel
 * @returns that, or a new array
 */
export function downmix(block: PcmBlock, into?: Float32Array): Float32Array {
  const [first, second] = block.channels;
  const out = into?.length === first!.length ? into : new Float32Array(first!.length);
  if (block.channels.length === 2) {
    for (let i = 0; i < out.length; i++) {
      const mean = (first![i]! + second![i]!) / 2;
      // Asked of the mean first, which is finite nearly always.
      out[i] = mean - mean === 0 ? mean : (finite(first![i]!) + finite(second![i]!)) / 2;
    }
    return out;
  }
  if (block.channels.length === 1) {
    for (let i = 0; i < out.length; i++) out[i] = finite(first![i]!);
    return out;
  }
  const share = 1 / block.channels.length;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (const channel of block.channels) sum += finite(channel[i]!);
    out[i] = sum * share;
  }
  return out;
}

const finite = (sample: number): number => (sample - sample === 0 ? sample : 0);
