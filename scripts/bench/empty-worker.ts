/** A Worker that does nothing, under the names that others are bound by: what a cold start is compared with. */
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";

export class RateLimiter extends DurableObject {}

export class InferenceRpc extends WorkerEntrypoint {
  ready(): Promise<object> {
    return Promise.resolve({});
  }
}

export default { fetch: (): Response => new Response("{}") };
