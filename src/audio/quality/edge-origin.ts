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
const ORDINARY_RATE = 50_000;
/** From here up converters of ordinary rates end, too, and so do mp3 at 320 kbit/s and Opus: it says nothing. In Hz. */
const ORDINARY_EDGE = 19_850;
/** Below this encoders seldom stop. In Hz. */
const LOWEST_LOSSY = 12_900;
/** An edge this near to Nyquist is the converter's own, as a share. */
const OWN_EDGE = 0.9;

/** Where the spectra of converted recordings end, in Hz, by the rate they had before. */
const CONVERTED: readonly (readonly [from: number, to: number, origin: string])[] = [
  [3_000, 4_300, "8 kHz"],
  [4_850, 6_250, "11.025 or 12 kHz"],
  [7_000, 8_500, "16 kHz"],
  [9_700, 12_900, "22.05 or 24 kHz"],
  [15_050, 15_560, "32 kHz"],
];
const CONVERTED_HIGH: readonly (readonly [from: number, to: number, origin: string])[] = [
  [19_000, 22_300, "44.1 kHz"],
  [22_300, 24_500, "48 kHz"],
  [40_000, 44_500, "88.2 kHz"],
  [44_500, 48_500, "96 kHz"],
];

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
 * @param hertz where it breaks off; @param rate of the recording in Hz
 * @returns null when it says nothing
 */
export function explainEdge(hertz: number, rate: number): EdgeOrigin | null {
  if (hertz > OWN_EDGE * (rate / 2)) return null;
  const ranges = rate > ORDINARY_RATE ? [...CONVERTED, ...CONVERTED_HIGH] : CONVERTED;
  const range = ranges.find(([from, to]) => hertz >= from && hertz < to);
  if (range) return { verdict: "upsampled", likely: range[2] };
  if (hertz < LOWEST_LOSSY) return null;
  const encoder = ENCODERS.find(([below]) => hertz < below);
  return encoder ? { verdict: "lossy", likely: encoder[1] } : null;
}
