import { rm } from "node:fs/promises";
import { afterAll, beforeAll, inject } from "vitest";
import { type RunningDescant, type ServeOptions, startDescant } from "../../scripts/serve.ts";
import { ApiClient } from "./api-client.ts";
import { withoutAnalyses } from "./deaf-worker.ts";
import { copyState } from "./prepared-state.ts";

const HOUR_MS = 3_600_000;

/** A Descant of a test file's own, with what a test may look at behind the API's back. */
export interface TestDescant {
  readonly running: RunningDescant;
  readonly api: ApiClient;
  readonly stateFolder: string;
  /** The keys of all recordings in R2. */
  objects(): Promise<string[]>;
  /** The R2 bucket as the gateway has it. */
  bucket(): ReturnType<RunningDescant["miniflare"]["getR2Bucket"]>;
  /** Rows of a query on D1. */
  rows<T>(sql: string, ...values: unknown[]): Promise<T[]>;
  /** Deletes every track, as a client would. */
  empty(): Promise<void>;
  /** Lets an hour pass for the uploads under way, and the cron come by. */
  sweepAnHourLater(): Promise<void>;
  /** What is stored: how many rows of each kind, and how many objects. */
  stored(): Promise<Stored>;
}

export interface Stored {
  tracks: number;
  uploads: number;
  tasks: number;
  features: number;
  /** Recordings. */
  objects: number;
  /** Objects that were computed of them. */
  results: number;
}

/** For tests in which nobody waits for an analysis: what is uploaded stays queued, and the server is there sooner. */
export const DEAF: Partial<ServeOptions> = { arrange: withoutAnalyses };

/** A state folder of a test's own, as a first `npm start` leaves it; whoever takes it removes it. */
export const newState = (): Promise<string> => copyState(inject("preparedState"));

/**
 * Starts a Descant before the tests of the file and stops it after them; its state lies in a folder that goes too.
 * @param vars overrides of the configured variables
 * @param options others of how it is served
 */
export function useDescant(
  vars: Record<string, string | number> = {},
  options: Partial<ServeOptions> = {},
): TestDescant {
  let running: RunningDescant | undefined;
  let api: ApiClient | undefined;
  let stateFolder = "";
  const started = () => {
    if (!running || !api) throw new Error("the server has not been started");
    return { running, api };
  };
  beforeAll(async () => {
    stateFolder = await newState();
    running = await startDescant({
      ...options,
      port: 0,
      stateFolder,
      vars: { LOG_LEVEL: "error", CLIENT_ADDRESS_HEADER: "cf-connecting-ip", ...vars },
    });
    api = new ApiClient(running.url, running.key);
  });
  afterAll(async () => {
    await running?.stop();
    await rm(stateFolder, { recursive: true, force: true });
  });

  const bucket = () => started().running.miniflare.getR2Bucket("AUDIO", "descant-gateway");
  const rows = async <T>(sql: string, ...values: unknown[]) => {
    const database = await started().running.miniflare.getD1Database("DB", "descant-gateway");
    return (
      await database
        .prepare(sql)
        .bind(...values)
        .all<T>()
    ).results;
  };
  const keys = async () => (await (await bucket()).list()).objects.map(({ key }) => key);
  const objects = async () => (await keys()).filter((key) => key.split("/")[1] === "tracks");
  return {
    get running() {
      return started().running;
    },
    get api() {
      return started().api;
    },
    get stateFolder() {
      return stateFolder;
    },
    bucket,
    rows,
    objects,
    empty: async () => {
      for (const { id } of await rows<{ id: string }>("select id from tracks"))
        await started().api.ask(`/v1/tracks/${id}`, { method: "DELETE" });
    },
    sweepAnHourLater: async () => {
      await rows("update uploads set created_at = created_at - ?", HOUR_MS + 1);
      await started().running.sweep();
    },
    stored: async () => {
      const [counts] = await rows<Omit<Stored, "objects" | "results">>(
        `select (select count(*) from tracks) as tracks, (select count(*) from uploads) as uploads,
          (select count(*) from tasks) as tasks, (select count(*) from audio_features) as features`,
      );
      const [all, recordings] = [await keys(), await objects()];
      return { ...counts!, objects: recordings.length, results: all.length - recordings.length };
    },
  };
}
