import type { ServeOptions } from "../../scripts/serve.ts";

/** Stands where inference stands, and never looks at its queue. */
const WORKER = `
  import { WorkerEntrypoint } from "cloudflare:workers";
  export class InferenceRpc extends WorkerEntrypoint {}
  export default { fetch: () => new Response(null, { status: 404 }) };
`;

/**
 * Puts a Worker that analyses nothing in the place of inference, whose kernels and models take longer to start than all
 * the rest: for tests in which nobody waits for an analysis.
 */
export const withoutAnalyses: NonNullable<ServeOptions["arrange"]> = (workers) =>
  workers.map((worker) =>
    worker.name === "descant-inference"
      ? { name: worker.name, modules: true, script: WORKER, compatibilityDate: "2026-11-01" }
      : worker,
  );
