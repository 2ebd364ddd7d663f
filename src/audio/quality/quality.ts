import type { Loudness } from "../loudness/index.ts";
import type { Bandwidth } from "./bandwidth.ts";
import type { Clipping } from "./clipping.ts";
import type { TargetHint } from "./mastering.ts";
import type { NoiseFloor } from "./noise-floor.ts";
import type { Score } from "./score.ts";
import type { Silence } from "./silence.ts";
import type { Stereo } from "./stereo.ts";

/** How far peaks stand above the rest, in dB. Each is null when there is nothing to measure it by. */
export interface Dynamics {
  /** Largest sample over root mean square. */
  crestFactor: number | null;
  /** True peak over integrated loudness. */
  peakToLoudness: number | null;
  /** True peak over the loudest 3 s. */
  peakToShortTerm: number | null;
}

/** How good a recording is, technically. Levels are measured; what is concluded from them says how sure it is. */
export interface Quality {
  seconds: number;
  sampleRate: number;
  channels: number;
  loudness: Loudness;
  clipping: Clipping;
  /** Mean of each channel's samples, -1 to 1; sure from 3 s on, since low notes weigh in shorter ones. */
  dcOffset: { channels: number[]; confidence: number };
  /** Null but for two channels with sound. */
  stereo: Stereo | null;
  /** Channels that are silent beside others that are not, by number from 0. */
  deadChannels: number[];
  noiseFloor: NoiseFloor;
  bandwidth: Bandwidth;
  silence: Silence;
  dynamics: Dynamics;
  score: Score;
  /** Null for what has no loudness. */
  mastering: TargetHint[] | null;
}
