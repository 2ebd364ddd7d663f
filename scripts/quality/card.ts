import type { Verdict } from "../../src/audio/quality/index.ts";
import { TREATMENTS } from "./treatments.ts";

/** What the detector said of one treated recording. */
export interface Outcome {
  source: string;
  treatment: string;
  truth: Verdict;
  verdict: Verdict | null;
  /** Hz. */
  cutoff: number | null;
  confidence: number;
}

export interface DetectorCard {
  name: string;
  command: string;
  split: string;
  /** Recordings by where they are from. */
  sources: Record<string, number>;
  outcomes: Outcome[];
}

/** What is told apart from treatments: recordings whose past is unknown, with nothing done to them. */
export const AS_THEY_COME = "as they come";

const share = (part: number, whole: number) => `${part} of ${whole}`;

/** The card as people read it. */
export function cardText({ name, command, split, sources, outcomes }: DetectorCard): string {
  const kinds = Object.keys(sources);
  const rows = TREATMENTS.map((treatment) => {
    const mine = outcomes.filter((outcome) => outcome.treatment === treatment.name);
    const cells = kinds.map((kind) => {
      const some = mine.filter(({ source }) => source === kind);
      return share(some.filter(({ truth, verdict }) => truth === verdict).length, some.length);
    });
    const sure = mine.filter(({ confidence }) => confidence >= 0.5);
    const sureRight = sure.filter(({ truth, verdict }) => truth === verdict).length;
    const said = (verdict: Verdict | null) => mine.filter((outcome) => outcome.verdict === verdict).length;
    const cutoffs = mine.flatMap(({ cutoff }) => (cutoff === null ? [] : [cutoff])).sort((a, b) => a - b);
    const middle = cutoffs[Math.floor(cutoffs.length / 2)];
    const flagged = mine.filter(({ verdict }) => verdict === "lossy" || verdict === "upsampled").length;
    const columns = [
      treatment.name,
      treatment.truth,
      ...cells,
      share(sureRight, sure.length),
      share(flagged, mine.length),
    ];
    const kilohertz = middle === undefined ? "" : `${(middle / 1000).toFixed(1)} kHz`;
    return `| ${[...columns, `${said("full")} / ${said("lossy")} / ${said("upsampled")}`, kilohertz].join(" | ")} |`;
  });
  const flagged = (kind: (source: string) => boolean) => {
    const negatives = outcomes.filter(
      ({ truth, source, treatment }) => truth === "full" && treatment !== AS_THEY_COME && kind(source),
    );
    return share(negatives.filter(({ verdict }) => verdict !== "full").length, negatives.length);
  };
  const others = outcomes.filter(({ treatment }) => treatment === AS_THEY_COME);
  const otherAlarms = others.filter(({ verdict }) => verdict !== "full").length;
  return `# Accuracy card: ${name}

Says whether a recording has been through a lossy codec or was up-sampled, from where its long-term spectrum breaks off.
Nothing is learned: the thresholds are in \`src/audio/quality/bandwidth.ts\` and \`edge-origin.ts\`. Most were chosen by looking at other
recordings than those scored here (tempo-beats: the first, fourth, seventh … file; other tunes; other noises). One was not: how
low an edge may lie was raised after looking at gtzan-mini, emotify and also some of the tempo-beats files that are scored here, so the
false alarms on recordings as they are flatter a little.
Written by \`${command}\`; do not edit.

## How good it is

${split} split: ${kinds.map((kind) => `${sources[kind]} ${kind}`).join(", ")}, 12 s each, every one treated in ${TREATMENTS.length} ways with lame, oggenc,
opusenc, ffmpeg and sox, decoded to 16 bits at 44.1 kHz. Bit rates are for stereo: mono sources get half. A cell counts right verdicts;
"flagged" counts what was called lossy or up-sampled. At 96 kbit/s lame halves or lowers the sample rate itself, so that \`upsampled\` is no mistake there.

| treatment | should say | ${kinds.join(" | ")} | right where confidence ≥ 0.5 | flagged | said full / lossy / upsampled | middle cut-off |
|---|---|${"---|".repeat(kinds.length + 4)}
${rows.join("\n")}

False alarms: ${flagged((source) => source !== "tempo-beats")} on sound that we made and that is surely untouched; ${flagged((source) => source === "tempo-beats")} on tempo-beats, whose own past nobody knows: some of it sounds
and looks as if it came from lossy files, so those may be no mistakes. Of gtzan-mini and emotify, at 22.05 kHz as they come, ${share(otherAlarms, others.length)} are called lossy or up-sampled.

## What it cannot see

Encoders that keep everything up to 20 kHz (mp3 at 320 kbit/s, Opus, Vorbis from quality 6 on) leave the spectrum that
converters leave: it calls them full. Music that has nothing near the cut-off cannot show one. A synthesiser or an editor's steep
low-pass looks like an encoder. FM radio stops at 15 kHz, as what comes from 32 kHz does. Whether an mp3 made into another
mp3 was better before is not said. The bit rate that it names is where that encoder's default filter lies, not a measurement of it.

## What the confidence means

It rises with the depth of the edge, from 0 at 5 dB to 1 at 26 dB; where nothing breaks off, with the level of the highest
fifth of the band over the noise of 16 bits. It is not a calibrated probability: a sure
\`full\` says that nothing breaks off, not that no encoder was there (see the rows of 320 kbit/s and of Opus).

## The rest of the quality answer

Loudness and true peak are measured; beside ffmpeg they stand in docs/accuracy.md. Clipping, offset, correlation, silence and noise floor are counted by
definition. The score takes off points that we chose; no listeners were asked.
`;
}
