import { buildModules, bundleWorkers, WORKERS } from "../build.ts";
import { isBuilt } from "../built-worker.ts";
import { type RunningDescant, startDescant } from "../serve.ts";

/** Starts a Descant on a free port, building it first where that was never done. */
export async function startOwnServer(
  stateFolder: string,
  say: (line: string) => void,
): Promise<RunningDescant> {
  if (!WORKERS.every(isBuilt)) {
    say("Building Descant …");
    await buildModules();
    await bundleWorkers();
  }
  say("Starting Descant for this …");
  return startDescant({ port: 0, stateFolder, vars: { LOG_LEVEL: "error" } });
}
