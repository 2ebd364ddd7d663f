import { mulberry32, permutation } from "../learning/random.ts";
import { scoreVerdicts, type VerdictScore } from "../learning/verdicts.ts";
import { chancesOf, fitVoice, type VoiceModel } from "./fit.ts";

/** A clip that a speech model learns from or is judged on. */
export interface VoiceClip {
  /** Language, speaker or recording: clips that share it are never on both sides of a split. */
  group: string;
  condition: string;
  isSpeech: boolean;
  /** Features of each window of it. */
  windows: ArrayLike<number>[];
}

const PENALTY = 0.01;
const FOLDS = 5;
const SEED = 4;

/** Learns from windows; clips count alike however long, speech and music together alike. */
export function fitSpeech(clips: readonly VoiceClip[]): VoiceModel {
  const share = (isSpeech: boolean) =>
    clips.length / (2 * clips.filter((clip) => clip.isSpeech === isSpeech).length);
  const weight = { speech: share(true), music: share(false) };
  const windows = clips.flatMap((clip) =>
    clip.windows.map((row) => ({
      row,
      label: clip.isSpeech ? 1 : 0,
      importance: (clip.isSpeech ? weight.speech : weight.music) / clip.windows.length,
    })),
  );
  return fitVoice(
    windows.map(({ row }) => row),
    windows.map(({ label }) => label),
    { penalty: PENALTY * (clips.length / windows.length), curved: false },
    windows.map(({ importance }) => importance),
  );
}

/** The mean chance of each clip's windows. */
export function clipChances(model: VoiceModel, clips: readonly VoiceClip[]): number[] {
  return clips.map(({ windows }) => {
    const chances = chancesOf(model, windows);
    return chances.reduce((a, b) => a + b, 0) / chances.length;
  });
}

/** Chances by models that knew no clip of the same group: 5 folds over languages and recordings. */
export function crossValidateSpeech(clips: readonly VoiceClip[]): number[] {
  const groups = [...new Set(clips.map(({ group }) => group))];
  const order = permutation(groups.length, mulberry32(SEED));
  const fold = new Map(order.map((index, rank) => [groups[index]!, rank % FOLDS]));
  const chances: number[] = [];
  for (let test = 0; test < FOLDS; test++) {
    const model = fitSpeech(clips.filter(({ group }) => fold.get(group) !== test));
    for (const [index, clip] of clips.entries())
      if (fold.get(clip.group) === test) chances[index] = clipChances(model, [clip])[0]!;
  }
  return chances;
}

/** Scores by condition, and of all together. */
export function scoreSpeech(
  clips: readonly VoiceClip[],
  chances: readonly number[],
): Record<string, VerdictScore> {
  const score = (keep: (clip: VoiceClip) => boolean) => {
    const kept = [...clips.keys()].filter((i) => keep(clips[i]!));
    return scoreVerdicts(
      kept.map((i) => (clips[i]!.isSpeech ? 1 : 0)),
      kept.map((i) => chances[i]!),
    );
  };
  const conditions = [...new Set(clips.filter(({ isSpeech }) => isSpeech).map(({ condition }) => condition))];
  return {
    all: score(() => true),
    ...Object.fromEntries(
      conditions.map((name) => [name, score((clip) => !clip.isSpeech || clip.condition === name)]),
    ),
  };
}
