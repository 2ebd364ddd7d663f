/** A small synthetic song whose tempo, key and length are known because it is made from them. */
export interface Song {
  name: string;
  /** Beats a minute; four beats a bar. */
  bpm: number;
  /** Tonic as a pitch class, 0 = C. */
  tonic: number;
  mode: "major" | "minor";
  /** Length in seconds. */
  seconds: number;
}

/** The two songs behind the golden files. */
export const SONGS = {
  aMinor: { name: "a-minor-120", bpm: 120, tonic: 9, mode: "minor", seconds: 12 },
  gMajor: { name: "g-major-96", bpm: 96, tonic: 7, mode: "major", seconds: 12 },
} as const satisfies Record<string, Song>;

// Chords by scale degree in semitones above the tonic: i iv V i and I IV V I, whose dominant leaves no doubt about the key.
const PROGRESSIONS = {
  minor: [
    [0, 3, 7],
    [5, 8, 12],
    [7, 11, 14],
    [0, 3, 7],
  ],
  major: [
    [0, 4, 7],
    [5, 9, 12],
    [7, 11, 14],
    [0, 4, 7],
  ],
};

/**
 * Renders a song: sustained chords, a bass note on every beat, a drum-like thump on every beat and a tick between beats. One
 * array a channel, 16-bit integers. The two channels differ (chords lean left, ticks right), so a mix-up would show. The same
 * arguments give the same samples on every machine.
 */
export function renderSong(song: Song, sampleRate: number, channelCount: 1 | 2): Int16Array[] {
  const frames = Math.round(song.seconds * sampleRate);
  const beat = 60 / song.bpm;
  const noise = noiseSource(song.bpm);
  const channels = Array.from({ length: channelCount }, () => new Int16Array(frames));
  for (let i = 0; i < frames; i++) {
    const t = i / sampleRate;
    const chord = PROGRESSIONS[song.mode][Math.floor(t / (4 * beat)) % 4]!;
    const inBar = t % (4 * beat);
    const inBeat = t % beat;
    const afterBeat = (t + beat / 2) % beat;
    const root = pitch(song.tonic + chord[0]!, 2);
    const pad =
      chord.reduce((sum, step) => sum + voice(pitch(song.tonic + step, 4), t), 0) * swell(inBar, 4 * beat);
    const bass = Math.sin(2 * Math.PI * root * t) * Math.exp(-3 * inBeat) * fadeIn(inBeat);
    const thump =
      Math.sin(2 * Math.PI * (50 * inBeat + 8 * (1 - Math.exp(-30 * inBeat)))) * Math.exp(-12 * inBeat);
    const tick = afterBeat < 0.03 ? noise() * Math.exp(-150 * afterBeat) : 0;
    const middle = 0.25 * bass + 0.35 * thump;
    const left = middle + 0.06 * pad + 0.05 * tick;
    const right = middle + 0.04 * pad + 0.08 * tick;
    if (channelCount === 1) channels[0]![i] = toInt16((left + right) / 2);
    else {
      channels[0]![i] = toInt16(left);
      channels[1]![i] = toInt16(right);
    }
  }
  return channels;
}

/** Frequencies in Hz that tell the six channels of 5.1 apart, in WAV's order; the bass channel's is low. */
export const SURROUND_TONES = [500, 700, 900, 100, 1100, 1300];

/** A steady tone on each channel, half of full scale, as 16-bit integers. */
export function renderTones(tones: number[], seconds: number, sampleRate: number): Int16Array[] {
  return tones.map((frequency) =>
    Int16Array.from({ length: Math.round(seconds * sampleRate) }, (_, i) =>
      toInt16(0.5 * Math.sin((2 * Math.PI * frequency * i) / sampleRate)),
    ),
  );
}

/** Frequency in Hz of a pitch class (which may exceed 11) in an octave, A4 = 440 Hz. */
function pitch(pitchClass: number, octave: number): number {
  return 440 * 2 ** ((pitchClass - 9) / 12 + (octave - 4));
}

/** A tone with two overtones. */
function voice(frequency: number, t: number): number {
  const phase = 2 * Math.PI * frequency * t;
  return Math.sin(phase) + 0.4 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase);
}

/** Soft beginning and end of a note of `length` seconds. */
function swell(t: number, length: number): number {
  return Math.min(1, t / 0.02, (length - t) / 0.02);
}

function fadeIn(t: number): number {
  return Math.min(1, t / 0.003);
}

function toInt16(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
}

/** White noise in [-1, 1) from a seed (Numerical Recipes' 32-bit linear congruential generator). */
export function noiseSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
