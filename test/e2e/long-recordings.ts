import { repeatedRecording } from "../../scripts/memory/repeated-recording.ts";
import { wavBytes } from "../golden/wav-bytes.ts";

export interface Tone {
  seconds: number;
  sampleRate: number;
  channels: number;
  /** Hz; an octave is heard as another key. */
  frequency?: number;
}

/** A tone that beats twice a second, as a WAV file of 16 bits: sound enough to be analysed, at any length. */
export function toneWav({ seconds, sampleRate, channels, frequency = 440 }: Tone): Uint8Array<ArrayBuffer> {
  const beat = new Int16Array((sampleRate / 2) * channels);
  for (let i = 0; i < sampleRate / 2; i++) {
    const fade = Math.exp((-8 * i) / sampleRate);
    const value = 12_000 * fade * Math.sin((2 * Math.PI * frequency * i) / sampleRate);
    beat.fill(value, i * channels, (i + 1) * channels);
  }
  const data = new Uint8Array(seconds * 2 * beat.byteLength);
  for (let at = 0; at < data.length; at += beat.byteLength) data.set(new Uint8Array(beat.buffer), at);
  return wavBytes({ tag: 1, channels, sampleRate, bits: 16, data });
}

/** Twenty minutes of Opus, less a little: few bytes to send, and of all formats the one that takes longest to analyse. */
export async function longOpus(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(repeatedRecording("opus", 1190)).arrayBuffer());
}
