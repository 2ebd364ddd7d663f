/**
 * For each number of channels, which channel of Vorbis's order (Vorbis I specification §4.3.9, also that of Opus, RFC 7845
 * §5.1.1.2) stands at each place of WAV's and FLAC's order: left, right, centre, bass, then the back and side ones.
 */
const VORBIS_CHANNELS: Record<number, number[]> = {
  3: [0, 2, 1],
  5: [0, 2, 1, 3, 4],
  6: [0, 2, 1, 5, 3, 4],
  7: [0, 2, 1, 6, 5, 3, 4],
  8: [0, 2, 1, 7, 5, 6, 3, 4],
};

/** Channels in Vorbis's speaker order, put into WAV's; loudness weighs them by their place. */
export function toWavOrder(channels: Float32Array[]): Float32Array[] {
  const order = VORBIS_CHANNELS[channels.length];
  return order ? order.map((index) => channels[index]!) : channels;
}
