/**
 * A WAV file of a chord with a pulse: 16-bit mono at 22,050 Hz. `variant` changes its bytes, for tests that need
 * recordings that differ.
 */
export function wavFile(seconds = 1, variant = 0): Uint8Array<ArrayBuffer> {
  const rate = 22_050;
  const samples = Math.round(seconds * rate);
  const file = new DataView(new ArrayBuffer(44 + samples * 2));
  const text = (at: number, value: string) => {
    for (let i = 0; i < value.length; i++) file.setUint8(at + i, value.charCodeAt(i));
  };
  text(0, "RIFF");
  file.setUint32(4, 36 + samples * 2, true);
  text(8, "WAVEfmt ");
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 1, true);
  file.setUint32(24, rate, true);
  file.setUint32(28, rate * 2, true);
  file.setUint16(32, 2, true);
  file.setUint16(34, 16, true);
  text(36, "data");
  file.setUint32(40, samples * 2, true);
  // Ten seconds are computed; what is longer repeats them.
  const computed = Math.min(samples, 10 * rate);
  for (let i = 0; i < computed; i++) {
    const t = i / rate;
    const pulse = Math.exp(-8 * (t % 0.5));
    const chord =
      [220, 277.18, 329.63].reduce((sum, hz) => sum + Math.sin(2 * Math.PI * (hz + variant) * t), 0) / 3;
    file.setInt16(44 + i * 2, Math.round(12_000 * pulse * chord), true);
  }
  const bytes = new Uint8Array(file.buffer);
  for (let at = computed; at < samples; at += computed) bytes.copyWithin(44 + at * 2, 44, 44 + computed * 2);
  return bytes;
}

/** A form with a recording in it, as browsers and curl send them. */
export function formOf(bytes: Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new File([bytes], "song.bin"));
  return form;
}
