const HEADER_BYTES = 44;
const FLOAT = 3;

/** A WAV file of 32-bit floats, which hold what goes beyond full scale. */
export function floatWav(channels: readonly Float32Array[], sampleRate: number): Uint8Array {
  const frames = channels[0]?.length ?? 0;
  const frameBytes = 4 * channels.length;
  const bytes = new Uint8Array(HEADER_BYTES + frames * frameBytes);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at);
  text(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, FLOAT, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 32, true);
  text(36, "data");
  view.setUint32(40, frames * frameBytes, true);
  for (let i = 0, at = HEADER_BYTES; i < frames; i++) {
    for (const channel of channels) {
      view.setFloat32(at, channel[i]!, true);
      at += 4;
    }
  }
  return bytes;
}
