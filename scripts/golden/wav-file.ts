/** Writes 16-bit PCM channels of equal length as a canonical 44-byte-header WAV file. */
export function wavFile(channels: Int16Array[], sampleRate: number): Uint8Array<ArrayBuffer> {
  const frames = channels[0]?.length ?? 0;
  const frameBytes = 2 * channels.length;
  const bytes = new Uint8Array(44 + frames * frameBytes);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at);
  text(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, frames * frameBytes, true);
  for (let i = 0, at = 44; i < frames; i++) {
    for (const channel of channels) {
      view.setInt16(at, channel[i]!, true);
      at += 2;
    }
  }
  return bytes;
}
