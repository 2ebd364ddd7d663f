import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startDescant } from "../../scripts/serve.ts";
import { withoutAnalyses } from "./deaf-worker.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A state folder as a first `npm start` leaves it. */
    preparedState: string;
  }
}

/** Before all tests: starts a Descant on an empty folder once, which makes its tables, tenant, key and owner, for all to copy. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const stateFolder = await newFolder();
  const vars = { LOG_LEVEL: "error" };
  await (await startDescant({ port: 0, stateFolder, vars, arrange: withoutAnalyses })).stop();
  provide("preparedState", stateFolder);
  return () => rm(stateFolder, { recursive: true, force: true });
}

const newFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), "descant-e2e-"));

/** A new state folder that is as the prepared one; whoever takes it removes it. */
export async function copyState(prepared: string): Promise<string> {
  const folder = await newFolder();
  await cp(prepared, folder, { recursive: true });
  return folder;
}
