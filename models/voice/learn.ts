// Learns and judges the speech and the vocal model; writes src/audio/voice/models.ts and models/voice/card.json.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { writeModel } from "./fit.ts";
import { clipChances, crossValidateSpeech, fitSpeech, scoreSpeech, type VoiceClip } from "./speech.ts";
import { crossValidateVocal, fitVocal, readVocalTable, towardsEvenOdds } from "./vocal.ts";

const HELP = `Learns the speech and the vocal model anew, and judges them.

  node models/voice/learn.ts [--data folder] [--real folder] [--clips file]

  --data   holds audio/, tables/ and text/ (default: ../shared/data)
  --real   recordings of people as .g722 prompts, for judging only (Debian's asterisk-core-sounds-*-g722, unpacked)
  --clips  keeps the clips' features, as JSON, from run to run
  --help   this text

Needs espeak-ng, ffmpeg and tar; takes two minutes on an idle core. Prints what it wrote and how good it is.`;

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    real: { type: "string" },
    clips: { type: "string" },
    help: { type: "boolean" },
  },
});
const data = values.data ?? path.join(import.meta.dirname, "../../../shared/data");
if (values.help) console.log(HELP);
else if (existsSync(data)) await learn();
else {
  console.error(`There is no ${data}: name the folder with --data.`);
  process.exitCode = 1;
}

interface Clips {
  training: VoiceClip[];
  people: VoiceClip[];
}

/** The features of all clips, as kept from an earlier run or made now. */
async function gather(): Promise<Clips> {
  if (values.clips !== undefined && existsSync(values.clips)) {
    return JSON.parse(readFileSync(values.clips, "utf8")) as Clips;
  }
  // Imported late: it needs the built kernels, which --help does not.
  const { realSpeech, trainingClips } = await import("./clips.ts");
  const heard = (clips: Iterable<VoiceClip>) =>
    [...clips]
      .filter(({ windows }) => windows.length > 0)
      .map((clip) => ({ ...clip, windows: clip.windows.map((row) => Array.from(row)) }));
  const texts = mkdtempSync(path.join(tmpdir(), "descant-texts-"));
  try {
    spawnSync("tar", ["xzf", path.join(data, "text/udhr_html.tar.gz"), "-C", texts]);
    const made = {
      training: heard(trainingClips(path.join(data, "audio"), path.join(texts, "declaration"))),
      people: values.real === undefined ? [] : heard(realSpeech(values.real)),
    };
    if (values.clips !== undefined) writeFileSync(values.clips, JSON.stringify(made));
    return made;
  } finally {
    rmSync(texts, { recursive: true });
  }
}

async function learn(): Promise<void> {
  const { training: clips, people } = await gather();
  const chances = crossValidateSpeech(clips);
  const speech = fitSpeech(clips);
  const card: Record<string, unknown> = { speech: { crossValidated: scoreSpeech(clips, chances) } };
  if (people.length > 0) {
    const music = clips
      .map((clip, i) => ({ clip, chance: chances[i]! }))
      .filter(({ clip }) => !clip.isSpeech);
    card.realSpeech = scoreSpeech(
      [...people, ...music.map(({ clip }) => clip)],
      [...clipChances(speech, people), ...music.map(({ chance }) => chance)],
    ).all;
  }
  const table = readVocalTable(readFileSync(path.join(data, "tables/fma-echonest-650.csv"), "utf8"));
  card.vocal = { crossValidated: crossValidateVocal(table) };
  const source = `import type { LogisticModel } from "./logistic.ts";

// Written by models/voice/learn.ts; models/voice/card.md says from what, and how good they are.

/** Speech (1) or music (0), from \`SPEECH_FEATURES\` of a window. */
${writeModel("SPEECH_MODEL", speech)}
/** A voice (1) or none (0), from \`vocalInputs\`, at even odds. */
${writeModel("VOCAL_MODEL", towardsEvenOdds(fitVocal(table), table.labels))}`;
  writeFileSync(path.join(import.meta.dirname, "../../src/audio/voice/models.ts"), source);
  writeFileSync(path.join(import.meta.dirname, "card.json"), `${JSON.stringify(card, null, 2)}\n`);
  console.log(JSON.stringify(card, null, 2));
}
