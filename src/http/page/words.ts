import type { AttributeName } from "./contract.ts";

const MAJOR = ["C", "D♭", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
const MINOR = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "G♯", "A", "B♭", "B"];

/** The seven attributes in the order in which they are drawn, with what 0 and 1 mean in plain words. */
export const ATTRIBUTES: { name: AttributeName; label: string; meaning: string }[] = [
  { name: "danceability", label: "Danceability", meaning: "A steady, strong beat, easy to move to." },
  { name: "energy", label: "Energy", meaning: "From soft and slow to loud and busy." },
  { name: "valence", label: "Valence", meaning: "From sad or tense to bright and cheerful." },
  {
    name: "acousticness",
    label: "Acousticness",
    meaning: "Likely played on acoustic instruments.",
  },
  { name: "instrumentalness", label: "Instrumentalness", meaning: "Likely without anybody singing." },
  {
    name: "speechiness",
    label: "Speechiness",
    meaning: "Singing is low, rap between, a talk high.",
  },
  { name: "liveness", label: "Liveness", meaning: "Likely played before an audience." },
];

/**
 * A confidence of 0..1 in a word, and in 0..4 filled note heads.
 * The thresholds are the page's own: they order the figures, they are not probabilities.
 */
export function certainty(confidence: number): { word: string; notes: number } {
  if (confidence >= 0.8) return { word: "sure", notes: 4 };
  if (confidence >= 0.6) return { word: "fairly sure", notes: 3 };
  if (confidence >= 0.35) return { word: "unsure", notes: 2 };
  return { word: "a guess", notes: confidence > 0 ? 1 : 0 };
}

/**
 * How far the drawn bar of an attribute fades to either side of its value, in units of the attribute (0.02..0.4).
 * It grows as the confidence (0..1) falls; it is a picture of that confidence and no measured interval.
 */
export function fade(confidence: number): number {
  return 0.02 + 0.38 * (1 - Math.min(1, Math.max(0, confidence)));
}

/** "A minor" for a pitch class of 0..11 (0 is C) and a mode (1 major, 0 minor); "No clear key" for -1. */
export function keyName(key: number, mode: number): string {
  const tonic = (mode === 1 ? MAJOR : MINOR)[key];
  return tonic === undefined ? "No clear key" : `${tonic} ${mode === 1 ? "major" : "minor"}`;
}

/** The Italian word that a score would carry for a tempo in beats a minute (the common metronome table). */
export function tempoMarking(bpm: number): string {
  const table: [number, string][] = [
    [60, "Largo"],
    [66, "Larghetto"],
    [76, "Adagio"],
    [108, "Andante"],
    [120, "Moderato"],
    [168, "Allegro"],
    [200, "Presto"],
  ];
  return table.find(([below]) => bpm < below)?.[1] ?? "Prestissimo";
}

/** A number with a true minus sign and `digits` decimals; never "−0.0". */
export function signed(value: number, digits = 1): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** "3:07" for milliseconds; hours appear from an hour on. */
export function clock(milliseconds: number): string {
  const total = Math.max(0, Math.round(milliseconds / 1000));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${seconds}`;
}

/** "4.2 MB" for bytes, in decimal units as file managers show them. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** How a loudness in LUFS compares with the -14 LUFS to which most streaming services turn their songs. */
export function loudnessInWords(lufs: number): string {
  const difference = lufs + 14;
  if (Math.abs(difference) < 0.5) return "right where streaming plays it";
  return `${Math.abs(difference).toFixed(1)} dB ${difference > 0 ? "louder" : "quieter"} than streaming plays it`;
}

/** The title that a file's name suggests: without its ending, 300 characters at most (the API's limit), never empty. */
export function titleOf(fileName: string): string {
  const stem = fileName.replace(/\.[a-z0-9]{2,5}$/i, "").trim();
  return (stem || fileName.trim() || "Untitled").slice(0, 300).trim();
}
