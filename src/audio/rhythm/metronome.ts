import { TEMPO_GRID } from "./tempo-features.ts";
import { sampleAt, type Tempogram } from "./tempogram.ts";

/** Self-similarity above which accents are as regular as a machine's; recordings of music seldom get there. */
const MECHANICAL = 0.6;

/** Shares of strength below which a line of the spectrum, or a peak of the autocorrelation, counts as missing. */
const MISSING_LINE = 0.08;
const MISSING_PEAK = 0.15;

/** How nearly as similar half the period must be for the pulses to count as equal. */
const EQUAL_PULSES = 0.8;

/**
 * Which candidates of `TEMPO_GRID` a mechanical pulse rules out, 1 for possible and 0 for not.
 *
 * Equal clicks have no line in the spectrum at half their rate, and do not resemble themselves after half their period, so that
 * neither half nor double their rate can be the beat, whatever tempo people like best. In music such evidence is never this
 * clean, and nearly nothing is ruled out.
 */
export function possibleTempi({ autocorrelation, spectrum, frameRate, resolution }: Tempogram): Uint8Array {
  return Uint8Array.from(TEMPO_GRID, (bpm) => {
    const period = (60 * frameRate) / bpm;
    const line = bpm / (60 * resolution);
    const once = sampleAt(autocorrelation, period);
    const half = sampleAt(autocorrelation, period / 2);
    const twice = sampleAt(autocorrelation, 2 * period);
    const equalPulses = half > MECHANICAL && half > EQUAL_PULSES * once;
    const tooSlow = equalPulses && sampleAt(spectrum, line) < MISSING_LINE * sampleAt(spectrum, 2 * line);
    const tooFast = twice > MECHANICAL && once < MISSING_PEAK * twice;
    return tooSlow || tooFast ? 0 : 1;
  });
}
