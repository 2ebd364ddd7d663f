const SURROUND = 1.41;

// In the order of WAVE_FORMAT_EXTENSIBLE and FLAC. BS.1770-5 gives 1.41 to loudspeakers at ear height between
// 60 and 120 degrees to the side, 1 to all others, and leaves out low-frequency effects.
const WEIGHTS: readonly (readonly number[])[] = [
  [1], // mono
  [1, 1], // L R
  [1, 1, 1], // L R C
  [1, 1, SURROUND, SURROUND], // L R Ls Rs: two front, two surround (BS.775), surrounds at 110 degrees
  [1, 1, 1, SURROUND, SURROUND], // L R C Ls Rs
  [1, 1, 1, 0, SURROUND, SURROUND], // L R C LFE Ls Rs
  [1, 1, 1, 0, 1, SURROUND, SURROUND], // L R C LFE, back centre (180 degrees), side left and right (90)
  [1, 1, 1, 0, 1, 1, SURROUND, SURROUND], // L R C LFE, back left and right (135 degrees), side left and right (90)
];

/** The largest number of channels that has a layout. */
export const MAX_CHANNELS = WEIGHTS.length;

/**
 * Weight of each channel's energy in the loudness sum (ITU-R BS.1770-5, Annexes 1 and 3), for channels in the
 * order of WAV and FLAC. A mono recording counts once, as BS.1770 has it. Many meters give every back channel
 * 1.41; the recommendation gives it only to those at 60 to 120 degrees, so 6.1 and 7.1 may differ from
 * theirs.
 *
 * @param channels 1 to 8
 */
export function channelWeights(channels: number): readonly number[] {
  const weights = WEIGHTS[channels - 1];
  if (!weights) throw new RangeError(`no loudness weights for ${channels} channels`);
  return weights;
}
