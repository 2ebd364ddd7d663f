import { timeTicks } from "./time-axis.ts";
import type { Waveform } from "./waveform.ts";

/** CSS colours of a drawing; the defaults are those of the page. */
export interface WaveformColours {
  /** Where the wave is most of the time, and how far its peaks reach. */
  body: string;
  peaks: string;
  /** `none` for a transparent drawing. */
  background: string;
  /** Lines and text of the axis, and names of sections. */
  text: string;
  accent: string;
}

export const WAVEFORM_COLOURS: WaveformColours = {
  body: "#17211b",
  peaks: "#8fa096",
  background: "#fafbf7",
  text: "#526057",
  accent: "#b92b1a",
};

export interface WaveformDrawing {
  /** Pixels. */
  width: number;
  height: number;
  /** What the drawing is of, for those who cannot see it. */
  title: string;
  colours?: Partial<WaveformColours>;
  /** What fills the height: the largest sample (the default), or full scale, by which recordings can be compared. */
  scale?: "peak" | "full";
  /** Seconds of beats, drawn as ticks. */
  beats?: readonly number[];
  /** Stretches to be told apart, in seconds. */
  sections?: readonly { start: number; duration: number; label?: string }[];
}

const BAR = 2;
const GAP = 1;
const AXIS_HEIGHT = 20;
const LABEL_HEIGHT = 16;
const MARGIN = 8;
/** Drawings lower than this have no axis. */
const LEAST_HEIGHT = 60;
const FULL_SCALE = 32_768;
/** Peaks below this (-60 dBFS) are not drawn larger, so that silence looks like silence. */
const QUIETEST = 0.001;

const escaped = (text: string) =>
  text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`).replace(/[^\P{C}\n]/gu, "");
const fixed = (value: number) => String(Math.round(value * 10) / 10);

/**
 * Draws a waveform as SVG: a bar every three pixels, from the lowest to the highest sample of its stretch, and over it a
 * darker one for the mean reach of that stretch. Channels are drawn over each other.
 */
export function drawWaveform(waveform: Waveform, drawing: WaveformDrawing): string {
  const { width, height, title, beats = [], sections = [] } = drawing;
  const colours = { ...WAVEFORM_COLOURS, ...drawing.colours };
  const seconds = secondsOf(waveform);
  const hasAxis = height >= LEAST_HEIGHT && seconds > 0;
  const hasLabels = sections.some(({ label }) => label) && height >= LEAST_HEIGHT;
  const top = MARGIN + (hasLabels ? LABEL_HEIGHT : 0);
  const bottom = height - MARGIN - (hasAxis ? AXIS_HEIGHT : 0);
  const inner = Math.max(1, width - 2 * MARGIN);
  const x = (second: number) =>
    MARGIN + (seconds > 0 ? Math.min(1, Math.max(0, second / seconds)) * inner : 0);
  const middle = (top + bottom) / 2;
  const peak = peakOf(waveform);
  const reach = Math.max(1, (bottom - top) / 2) / (drawing.scale === "full" ? 1 : Math.max(peak, QUIETEST));
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title id="t">${escaped(title)}</title>`,
    `<desc id="d">${escaped(describe(peak, seconds))}</desc>`,
  ];
  if (colours.background !== "none")
    parts.push(`<rect width="${width}" height="${height}" fill="${escaped(colours.background)}"/>`);
  for (const [i, { start, duration, label }] of sections.entries()) {
    const from = x(start);
    const wide = x(start + duration) - from;
    const opacity = i % 2 === 0 ? 0.1 : 0.03;
    parts.push(
      `<rect x="${fixed(from)}" y="${MARGIN}" width="${fixed(wide)}" height="${fixed(bottom - MARGIN)}" rx="3" fill="${escaped(colours.accent)}" opacity="${opacity}"/>`,
    );
    if (label && wide > 8 + 7 * label.length)
      parts.push(text(from + 5, MARGIN + 12, label, colours.text, "start"));
  }
  const bars = barsOf(waveform, Math.max(1, Math.floor((inner + GAP) / (BAR + GAP))));
  const path = (pick: (bar: Bar) => readonly [number, number]) =>
    bars
      .map((bar, i) => {
        const [low, high] = pick(bar);
        const at = fixed(MARGIN + i * (BAR + GAP) + BAR / 2);
        // A dot remains where there is no sound, so that silence is seen to have been drawn.
        const [from, to] = [middle - high * reach, middle - low * reach];
        return `M${at} ${fixed(Math.min(from, middle - 0.5))}V${fixed(Math.max(to, middle + 0.5))}`;
      })
      .join("");
  const line = `fill="none" stroke-width="${BAR}" stroke-linecap="round"`;
  parts.push(
    `<path ${line} stroke="${escaped(colours.peaks)}" d="${path(({ low, high }) => [low, high])}"/>`,
  );
  parts.push(
    `<path ${line} stroke="${escaped(colours.body)}" d="${path(({ meanLow, meanHigh }) => [meanLow, meanHigh])}"/>`,
  );
  if (beats.length > 0) {
    const ticks = beats.map((beat) => `M${fixed(x(beat))} ${fixed(bottom + 1)}v4`).join("");
    parts.push(`<path fill="none" stroke="${escaped(colours.accent)}" d="${ticks}"/>`);
  }
  if (hasAxis) parts.push(...axis(seconds, inner, x, height, colours.text));
  return `${parts.join("\n")}\n</svg>\n`;
}

interface Bar {
  /** Shares of full scale, -1 to 1: the extremes, and their means over the pixels of the bar. */
  low: number;
  high: number;
  meanLow: number;
  meanHigh: number;
}

function barsOf({ length, channels, data }: Waveform, count: number): Bar[] {
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * length) / count);
    const to = Math.min(length, Math.max(from + 1, Math.floor(((bar + 1) * length) / count)));
    let [low, high, lows, highs] = [0, 0, 0, 0];
    for (let i = from * channels; i < to * channels; i++) {
      low = Math.min(low, data[2 * i]!);
      high = Math.max(high, data[2 * i + 1]!);
      lows += data[2 * i]!;
      highs += data[2 * i + 1]!;
    }
    const scale = 1 / (FULL_SCALE * Math.max(1, (to - from) * channels));
    return { low: low / FULL_SCALE, high: high / FULL_SCALE, meanLow: lows * scale, meanHigh: highs * scale };
  });
}

function axis(
  seconds: number,
  inner: number,
  x: (second: number) => number,
  height: number,
  colour: string,
): string[] {
  const base = height - MARGIN - AXIS_HEIGHT + 6;
  const ticks = timeTicks(seconds, Math.max(2, Math.floor(inner / 90)));
  const lines = ticks.map(({ at }) => `M${fixed(x(at))} ${base}v4`).join("");
  return [
    `<path fill="none" stroke="${escaped(colour)}" d="${lines}"/>`,
    ...ticks.map(({ at, label }, i) =>
      text(x(at), height - MARGIN + 1, label, colour, i === 0 ? "start" : "middle"),
    ),
  ];
}

const text = (x: number, y: number, content: string, colour: string, anchor: "start" | "middle") =>
  `<text x="${fixed(x)}" y="${fixed(y)}" fill="${escaped(colour)}" text-anchor="${anchor}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="11">${escaped(content)}</text>`;

/** Seconds of a waveform, up to the end of its last pixel. */
function secondsOf({ sampleRate, samplesPerPixel, length }: Waveform): number {
  return sampleRate > 0 ? (length * samplesPerPixel) / sampleRate : 0;
}

/** The largest magnitude as a share of full scale. */
function peakOf({ data }: Waveform): number {
  let peak = 0;
  for (const value of data) peak = Math.max(peak, Math.abs(value));
  return peak / FULL_SCALE;
}

/** Of channels that cancel each other the mix is silent, though the recording is not: so it is said what was drawn. */
function describe(peak: number, seconds: number): string {
  const decibels =
    peak > 0 ? `The mix's peak is ${(20 * Math.log10(peak)).toFixed(1)} dBFS.` : "The mix is silent.";
  return `The wave of a recording of ${Math.round(seconds)} seconds, its channels mixed into one, from left to right. ${decibels}`;
}
