/** Frames a second of every envelope in these tests: the analysis' own. */
export const FRAME_RATE = 22_050 / 512;

export interface ClickTrack {
  bpm: number;
  seconds?: number;
  /** Strength of each click, of `CLICK_STRENGTH`. */
  accent?: (beat: number) => number;
  /** Furthest that a click strays from its beat, in seconds. */
  jitter?: number;
  /** Largest value of the uniform noise under the clicks, of `CLICK_STRENGTH`. */
  noise?: number;
  seed?: number;
}

/** Uniform numbers in [0, 1) from a Lehmer generator: the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 16_807 + 1) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Strength of a click of accent 1, in decibels: what a drum has in the envelope of a real song. */
export const CLICK_STRENGTH = 16;

/** The onset envelope of a metronome: each click is shared by the two frames around it. */
export function clickTrack({
  bpm,
  seconds = 30,
  accent = () => 1,
  jitter = 0,
  noise = 0,
  seed = 1,
}: ClickTrack): Float32Array {
  const random = randomNumbers(seed);
  const envelope = Float32Array.from({ length: Math.floor(seconds * FRAME_RATE) }, () => noise * random());
  for (let beat = 0; ; beat++) {
    const frame = (0.1 + (beat * 60) / bpm + (2 * random() - 1) * jitter) * FRAME_RATE;
    const at = Math.floor(frame);
    if (at + 1 >= envelope.length) return envelope.map((value) => CLICK_STRENGTH * value);
    envelope[at]! += accent(beat) * (1 - frame + at);
    envelope[at + 1]! += accent(beat) * (frame - at);
  }
}
