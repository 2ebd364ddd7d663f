/** A chord that sounds from `start` on: its root's pitch class and its notes above it in semitones. */
export interface TimedChord {
  start: number;
  duration: number;
  /** 0 is C; null where no chord sounds. */
  root: number | null;
  intervals: readonly number[];
}

export interface AnnotatedSection {
  start: number;
  /** "A", "B'", … or the bare function when there is no letter. */
  letter: string;
  /** "verse", "chorus", … or "" when there is none. */
  role: string;
}

/** What one `salami_chords.txt` of the McGill Billboard annotations says. */
export interface AnnotatedSong {
  title: string;
  beatsPerBar: number;
  seconds: number;
  sections: AnnotatedSection[];
  chords: TimedChord[];
  /** Starts of bars, in seconds. */
  bars: number[];
}

const NATURALS: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** Semitones above the root, the first quality whose name the chord's begins with. */
const QUALITIES: readonly [RegExp, readonly number[]][] = [
  [/^min7|^min9|^min11|^min\(11\)/, [0, 3, 7, 10]],
  [/^min/, [0, 3, 7]],
  [/^maj7|^maj9/, [0, 4, 7, 11]],
  [/^maj/, [0, 4, 7]],
  [/^hdim/, [0, 3, 6, 10]],
  [/^dim/, [0, 3, 6]],
  [/^aug/, [0, 4, 8]],
  [/^sus2/, [0, 2, 7]],
  [/^sus/, [0, 5, 7]],
  [/^(7|9|11|13)/, [0, 4, 7, 10]],
  [/^[15]/, [0, 7]],
];

/** Reads one annotation. @returns null when it has no end, fewer than two sections or no bars */
export function readAnnotation(text: string): AnnotatedSong | null {
  const beatsPerBar = Number(/# metre: (\d+)/.exec(text)?.[1] ?? 4);
  const lines = text
    .split("\n")
    .map((line) => /^([\d.e+-]+)\t(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ start: Number(match[1]), words: match[2]! }));
  const song: AnnotatedSong = {
    title: /# title: (.*)/.exec(text)?.[1] ?? "",
    beatsPerBar,
    seconds: lines.at(-1)?.start ?? 0,
    sections: [],
    chords: [],
    bars: [],
  };
  for (const [index, { start, words }] of lines.entries()) {
    const end = lines[index + 1]?.start ?? start;
    const labels = words
      .split("|")[0]!
      .split(",")
      .map((label) => label.trim());
    const letter = labels.find((label) => /^[A-Z]'*$/.test(label));
    const role = labels.find((label) => /^[a-z]/.test(label)) ?? "";
    if (letter !== undefined || (role !== "" && !/^(end|silence)$/.test(role))) {
      song.sections.push({ start, letter: letter ?? role, role });
    }
    if (words.includes("|") && end > start) addBars(song, words, start, end);
  }
  return song.sections.length < 2 || song.bars.length < 8 ? null : song;
}

/** Shares the time from `start` to `end` among a line's bars, and each bar's among its chords. */
function addBars(song: AnnotatedSong, words: string, start: number, end: number): void {
  const repeats = Number(/\|\s*x(\d+)/.exec(words)?.[1] ?? 1);
  const once = words.slice(words.indexOf("|") + 1, words.lastIndexOf("|")).split("|");
  const bars = Array.from({ length: repeats }, () => once).flat();
  const length = (end - start) / bars.length;
  for (const [bar, content] of bars.entries()) {
    const at = start + bar * length;
    song.bars.push(at);
    const names = content
      .trim()
      .split(/\s+/)
      .filter((name) => !/^\(|^&|^\*$|^$/.test(name));
    for (const [index, name] of names.entries()) {
      const before = song.chords.at(-1);
      const duration = length / names.length;
      if (name === "." && before) before.duration += duration;
      else song.chords.push({ start: at + index * duration, duration, ...parseChord(name) });
    }
  }
}

function parseChord(name: string): Pick<TimedChord, "root" | "intervals"> {
  const [, note, accidentals = "", quality = ""] = /^([A-G])([#b]*):?([^/]*)/.exec(name) ?? [];
  if (note === undefined) return { root: null, intervals: [] };
  let root = NATURALS[note]!;
  for (const sign of accidentals) root += sign === "#" ? 1 : -1;
  const intervals = QUALITIES.find(([pattern]) => pattern.test(quality))?.[1] ?? [0, 4, 7];
  return { root: (root + 12) % 12, intervals };
}
