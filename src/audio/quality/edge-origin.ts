/**
 * What a recording's spectrum says of its past:
 * - `full`: nothing breaks off below 20 kHz, or below what the rate can hold;
 * - `lossy`: it breaks off where encoders stop;
 * - `upsampled`: it breaks off where a lower sample rate ends.
 */
export type Verdict = "full" | "lossy" | "upsampled";

export interface EdgeOrigin {
  verdict: Exclude<Verdict, "full">;
  likely: string;
}

/** Rates up to this carry music; only above it does a spectrum that ends near 22 kHz say something. In Hz. */
export const ORDINARY_RATE = 50_000;
/** From here up converters of ordinary rates end, too, and so do mp3 at 320 kbit/s and Opus: it says nothing. In Hz. */
const ORDINARY_EDGE = 19_850;
/** Below this encoders seldom stop. In Hz. */
const LOWEST_LOSSY = 12_900;
/** An edge this near to Nyquist is the converter's own, as a share. */
const OWN_EDGE = 0.9;

/** A range of edges that converted recordings have, in Hz, and what it takes to believe it. */
interface Converted {
  from: number;
  to: number;
  /** The rate, or rates, before. */
  origin: string;
  /** Own rates below this hold no more than that one did, in Hz. */
  leastRate: number;
  /** The fall that it takes, in dB: a saxophone has no overtones above 4 kHz either, but no wall there. */
  leastDrop: number;
}

const CONVERTED: readonly Converted[] = [
  { from: 3_000, to: 4_300, origin: "8 kHz", leastRate: 10_500, leastDrop: 25 },
  { from: 4_850, to: 6_250, origin: "11.025 or 12 kHz", leastRate: 15_000, leastDrop: 25 },
  { from: 7_000, to: 8_500, origin: "16 kHz", leastRate: 21_000, leastDrop: 25 },
  { from: 9_700, to: 12_900, origin: "22.05 or 24 kHz", leastRate: 30_000, leastDrop: 10 },
  { from: 15_050, to: 15_560, origin: "32 kHz", leastRate: 40_000, leastDrop: 10 },
  { from: 19_000, to: 22_300, origin: "44.1 kHz", leastRate: ORDINARY_RATE, leastDrop: 10 },
  // ffmpeg's converter falls softly, to an eighth beyond the Nyquist frequency that was.
  { from: 22_300, to: 28_500, origin: "44.1 or 48 kHz", leastRate: ORDINARY_RATE, leastDrop: 10 },
  { from: 40_000, to: 44_500, origin: "88.2 kHz", leastRate: 100_000, leastDrop: 10 },
  { from: 44_500, to: 48_500, origin: "96 kHz", leastRate: 100_000, leastDrop: 10 },
];
/** The fall that it takes to believe in an encoder, in dB. */
const LOSSY_DROP = 10;

/** Where encoders of stereo music stop: an edge below the first figure is likely the second's. */
const ENCODERS: readonly (readonly [below: number, name: string])[] = [
  [16_350, "mp3 at 112 to 128 kbit/s, Vorbis at quality 1, or less"],
  [17_250, "mp3 at 128 kbit/s"],
  [18_200, "mp3 at 160 kbit/s or AAC at 128"],
  [19_300, "mp3 at 192 kbit/s or Vorbis at quality 4"],
  [ORDINARY_EDGE, "mp3 at 256 kbit/s or Vorbis at quality 5"],
];

/**
 * Guesses what cut a spectrum off. The ranges are those that lame 3.100, oggenc, opusenc, ffmpeg's AAC and the converters
 * of sox and ffmpeg were seen to leave (models/quality/card.md).
 *
 * @param hertz where it breaks off
 * @param drop by how much, in dB
 * @param rate of the recording in Hz
 * @returns null when it says nothing
 */
export function explainEdge(hertz: number, drop: number, rate: number): EdgeOrigin | null {
  if (hertz > OWN_EDGE * (rate / 2)) return null;
  const converted = CONVERTED.find(
    ({ from, to, leastRate }) => rate >= leastRate && hertz >= from && hertz < to,
  );
  if (converted)
    return drop >= converted.leastDrop ? { verdict: "upsampled", likely: converted.origin } : null;
  if (hertz < LOWEST_LOSSY || drop < LOSSY_DROP) return null;
  const encoder = ENCODERS.find(([below]) => hertz < below);
  return encoder ? { verdict: "lossy", likely: encoder[1] } : null;
}
