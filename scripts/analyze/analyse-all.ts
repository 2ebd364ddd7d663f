import path from "node:path";
import type { AudioFeatures } from "../../src/http/page/contract.ts";
import type { Labels } from "./arguments.ts";
import { type DescantApi, RefusalError, type Stage } from "./descant-api.ts";
import type { Found } from "./find-recordings.ts";

/** Uploads at a time: one is read and sent while the other is analysed. */
const AT_ONCE = 2;
/** The longest title the API takes. */
const TITLE_LENGTH = 300;

/** What became of one recording. */
export type Outcome = { file: string } & (
  | { status: "analysed"; trackId: string; features: AudioFeatures }
  | { status: "failed"; error: { code: string; message: string; requestId?: string | undefined } }
);

/** Told what happens, while it happens. */
export interface Observer {
  stage(recording: Found, stage: Stage): void;
  done(recording: Found, outcome: Outcome): void;
}

/**
 * Has recordings analysed, a few at a time, and goes on after one that fails.
 * @returns what became of each, in the order they came in
 */
export async function analyseAll(
  api: Pick<DescantApi, "analyse">,
  recordings: Found[],
  labels: Labels,
  observer: Observer,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = recordings.entries();
  const work = async () => {
    for (const [index, recording] of waiting) {
      const outcome = await analyseOne(api, recording, labels, (stage) => observer.stage(recording, stage));
      outcomes[index] = outcome;
      observer.done(recording, outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

async function analyseOne(
  api: Pick<DescantApi, "analyse">,
  recording: Found,
  labels: Labels,
  report: (stage: Stage) => void,
): Promise<Outcome> {
  const { file, shown, bytes, problem } = recording;
  if (problem) return { file: shown, status: "failed", error: { code: "unreadable", message: problem } };
  try {
    report({ name: "uploading", share: 0 });
    const title = path.parse(file).name.slice(0, TITLE_LENGTH).trim() || path.basename(file);
    return {
      file: shown,
      status: "analysed",
      ...(await api.analyse(file, bytes, { title, ...labels }, report)),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const refusal =
      error instanceof RefusalError
        ? { code: error.code, requestId: error.requestId }
        : { code: "interrupted" };
    return { file: shown, status: "failed", error: { ...refusal, message } };
  }
}
