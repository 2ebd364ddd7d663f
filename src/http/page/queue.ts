import { ApiError, readFeatures, uploadTrack, waitForTask } from "./api.ts";
import type { AudioFeatures, Track, Upload } from "./contract.ts";
import { addQueueRow, type QueueRow } from "./queue-view.ts";

/** What the queue needs of the page around it. */
export interface QueueSurroundings {
  readKey: () => string | null;
  /** The key is missing or refused (a sentence says which): somebody has to give another one. */
  askForKey: (sentence: string) => void;
  announce: (sentence: string) => void;
  finished: (file: File, track: Track, features: AudioFeatures) => void;
}

/** The files on their way. */
export interface Queue {
  add: (files: File[]) => void;
  /** Goes on with what waited, for example for a key. */
  resume: () => void;
}

/**
 * Uploads one file at a time, since they share one line, and lets each analysis finish on its own while the next file
 * goes up. A refused key stops the queue and keeps its files.
 */
export function createQueue(page: QueueSurroundings): Queue {
  const waiting: { file: File; row: QueueRow }[] = [];
  let uploading = false;

  const fail = (file: File, row: QueueRow, error: unknown): void => {
    const sentence = error instanceof Error ? error.message : "Something went wrong.";
    const trace =
      error instanceof ApiError && error.requestId !== null && error.status >= 500
        ? ` (request ${error.requestId})`
        : "";
    row.failed(sentence + trace, () => add([file]));
    page.announce(`${file.name}: ${sentence}`);
  };

  const analyse = async (file: File, row: QueueRow, upload: Upload): Promise<void> => {
    const key = page.readKey();
    let features = upload.audio_features;
    if (features === null && upload.task !== null) {
      const task = await waitForTask(key, upload.task.id, ({ status, progress, error }) => {
        if (status === "queued")
          row.progress(error === null ? "Waiting for the analyser" : "Waiting for another attempt", null);
        else row.progress(`Listening, ${Math.round(progress * 100)} %`, progress);
      });
      if (task.status === "failed") throw new Error(task.error?.message ?? "The analysis failed.");
    }
    features ??= await readFeatures(key, upload.track.id);
    row.remove();
    page.finished(file, upload.track, features);
  };

  const pump = async (): Promise<void> => {
    const next = waiting[0];
    if (uploading || next === undefined) return;
    const key = page.readKey();
    if (key === null) {
      next.row.progress("Waiting for a key", 0);
      page.askForKey("A key is needed before anything can be uploaded.");
      return;
    }
    uploading = true;
    const { file, row } = next;
    page.announce(`Uploading ${file.name}.`);
    try {
      row.progress("Uploading", 0);
      const upload = await uploadTrack(key, file, (share) =>
        row.progress(`Uploading, ${Math.round(share * 100)} %`, share),
      );
      waiting.shift();
      page.announce(`${file.name} is uploaded and being analysed.`);
      row.progress("Waiting for the analyser", null);
      void analyse(file, row, upload).catch((error: unknown) => fail(file, row, error));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        row.progress("Waiting for a key", 0);
        page.askForKey(error.message);
        return;
      }
      waiting.shift();
      fail(file, row, error);
    } finally {
      uploading = false;
    }
    await pump();
  };

  const add = (files: File[]): void => {
    waiting.push(...files.map((file) => ({ file, row: addQueueRow(file) })));
    void pump();
  };

  return { add, resume: () => void pump() };
}
