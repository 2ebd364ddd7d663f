import { WorkerEntrypoint } from "cloudflare:workers";
import { createServices, type Services } from "./services.ts";

let services: Services | undefined;

/** The Worker's services, put together when the isolate's first event arrives. */
function servicesOf(env: InferenceEnv): Services {
  services ??= createServices(env);
  return services;
}

/** What the gateway calls over its service binding. */
export class InferenceRpc extends WorkerEntrypoint<InferenceEnv> {
  /**
   * Resolves with what is loaded once kernels and model work; rejects when one does not.
   * @param traceId the trace of the request that asks
   */
  async ready(traceId: string) {
    return servicesOf(this.env).ready(traceId);
  }
}

export default {
  fetch: () => new Response(null, { status: 404 }),

  queue: async (batch, env) => {
    for (const message of batch.messages) await servicesOf(env).consume(message);
  },
} satisfies ExportedHandler<InferenceEnv>;
