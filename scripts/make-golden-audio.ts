/**
 * Makes the golden recordings in `test/golden/audio/` from two songs that are rendered here, and `truth.json`, which says what is
 * in them. It needs ffmpeg, lame, flac, oggenc and opusenc; the results are committed, so only who changes the songs runs it.
 *
 *     node scripts/make-golden-audio.ts
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { renderSong, renderTones, SONGS, type Song, SURROUND_TONES } from "./golden/song.ts";
import { wavFile } from "./golden/wav-file.ts";

const GOLDEN = path.resolve(import.meta.dirname, "../test/golden/audio");

/** Rate and channels that are rendered, and how the WAV file becomes the golden one. */
interface Recipe {
  song: Song;
  file: string;
  format: string;
  sampleRate: number;
  channels: 1 | 2;
  encode(wav: string, out: string): [command: string, ...args: string[]] | null;
}

const lame = (wav: string, out: string, ...options: string[]): [string, ...string[]] => [
  "lame",
  "--quiet",
  ...options,
  wav,
  out,
];
const flac = (wav: string, out: string): [string, ...string[]] => ["flac", "-s", "-f", "-8", "-o", out, wav];

const { aMinor, gMajor } = SONGS;
const RECIPES: Recipe[] = [
  {
    song: aMinor,
    file: "a-minor-120.mp3",
    format: "mp3",
    sampleRate: 44_100,
    channels: 2,
    encode: (wav, out) => lame(wav, out, "-b", "64", "--resample", "44.1"),
  },
  {
    song: aMinor,
    file: "a-minor-120.flac",
    format: "flac",
    sampleRate: 22_050,
    channels: 2,
    encode: flac,
  },
  {
    song: { ...aMinor, seconds: 7 },
    file: "a-minor-120.wav",
    format: "wav",
    sampleRate: 11_025,
    channels: 1,
    encode: () => null,
  },
  {
    song: aMinor,
    file: "a-minor-120.ogg",
    format: "ogg-vorbis",
    sampleRate: 44_100,
    channels: 2,
    encode: (wav, out) => ["oggenc", "-Q", "-q", "0", "-s", "1", "-o", out, wav],
  },
  {
    song: aMinor,
    file: "a-minor-120.opus",
    format: "ogg-opus",
    sampleRate: 48_000,
    channels: 2,
    encode: (wav, out) => ["opusenc", "--quiet", "--serial", "1", "--bitrate", "32", wav, out],
  },
  {
    song: gMajor,
    file: "g-major-96.mp3",
    format: "mp3",
    sampleRate: 22_050,
    channels: 1,
    encode: (wav, out) => lame(wav, out, "-V", "9"),
  },
  {
    song: gMajor,
    file: "g-major-96.ogg",
    format: "ogg-vorbis",
    sampleRate: 32_000,
    channels: 1,
    encode: (wav, out) => ["oggenc", "-Q", "-q", "1", "-s", "2", "-o", out, wav],
  },
  {
    song: gMajor,
    file: "g-major-96.opus",
    format: "ogg-opus",
    sampleRate: 48_000,
    channels: 1,
    encode: (wav, out) => ["opusenc", "--quiet", "--serial", "2", "--bitrate", "24", wav, out],
  },
];

/** Integrated loudness in LUFS of a file, as ffmpeg's EBU R128 meter prints it (to 0.1). */
function integratedLoudness(file: string): number {
  const { stderr } = spawnSync(
    "ffmpeg",
    ["-hide_banner", "-nostats", "-i", file, "-af", "ebur128", "-f", "null", "-"],
    { encoding: "utf8" },
  );
  const found = /Summary:[\s\S]*?I:\s+(-?[\d.]+) LUFS/.exec(stderr);
  if (!found) throw new Error(`ffmpeg printed no loudness for ${file}`);
  return Number(found[1]);
}

/** Short files of kinds that are rarer, in `edge/`: steady tones, the arguments that ffmpeg makes them with. */
const EDGES: { file: string; tones: number[]; sampleRate: number; arguments: string[] }[] = [
  {
    file: "surround.ogg",
    tones: SURROUND_TONES,
    sampleRate: 44_100,
    arguments: ["-c:a", "libvorbis", "-q:a", "1"],
  },
  {
    file: "surround.opus",
    tones: SURROUND_TONES,
    sampleRate: 48_000,
    arguments: ["-c:a", "libopus", "-mapping_family", "1", "-b:a", "128k"],
  },
  { file: "layer2.mp2", tones: [500, 700], sampleRate: 44_100, arguments: ["-c:a", "mp2", "-b:a", "128k"] },
  { file: "mpeg2.5.mp3", tones: [500], sampleRate: 8000, arguments: ["-c:a", "libmp3lame", "-b:a", "16k"] },
];
const EDGE_SECONDS = 0.5;

const scratch = mkdtempSync(path.join(tmpdir(), "golden-"));
mkdirSync(GOLDEN, { recursive: true });
try {
  const truth = RECIPES.map(({ song, file, format, sampleRate, channels, encode }) => {
    const wav = path.join(scratch, "song.wav");
    const out = path.join(GOLDEN, file);
    writeFileSync(wav, wavFile(renderSong(song, sampleRate, channels), sampleRate));
    const command = encode(wav, out);
    if (command) execFileSync(command[0], command.slice(1), { stdio: ["ignore", "ignore", "inherit"] });
    else writeFileSync(out, wavFile(renderSong(song, sampleRate, channels), sampleRate));
    const { bpm, tonic, mode, seconds } = song;
    const loudness = integratedLoudness(out);
    console.log(`${file}: ${statSync(out).size} bytes, ${loudness} LUFS`);
    return { file, format, bpm, tonic, mode, seconds, sampleRate, channels, loudness };
  });
  writeFileSync(path.join(GOLDEN, "truth.json"), `${JSON.stringify(truth, null, 2)}\n`);
  mkdirSync(path.join(GOLDEN, "edge"), { recursive: true });
  for (const { file, tones, sampleRate, arguments: options } of EDGES) {
    const wav = path.join(scratch, "tones.wav");
    const out = path.join(GOLDEN, "edge", file);
    writeFileSync(wav, wavFile(renderTones(tones, EDGE_SECONDS, sampleRate), sampleRate));
    execFileSync("ffmpeg", ["-v", "error", "-y", "-i", wav, ...options, "-bitexact", out]);
    console.log(`edge/${file}: ${statSync(out).size} bytes`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
