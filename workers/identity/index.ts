import { WorkerEntrypoint } from "cloudflare:workers";
import { createServices, type Services } from "./services.ts";

export { SignInGuard } from "../../durable-objects/sign-in-guard.ts";

let services: Services | undefined;

/** The Worker's services, put together when the isolate's first event arrives. */
function servicesOf(env: IdentityEnv): Services {
  services ??= createServices(env);
  return services;
}

/** What the gateway calls over its service binding. */
export class IdentityRpc extends WorkerEntrypoint<IdentityEnv> {
  /** The part that speaks HTTP: `/auth/*` and the published documents below `/.well-known/`. */
  override async fetch(request: Request): Promise<Response> {
    return servicesOf(this.env).fetch(request);
  }

  /** The public keys that access tokens can be verified with (RFC 7517). */
  async jwks() {
    return servicesOf(this.env).jwks();
  }

  /**
   * Whose API key has a hash (SHA-256, hexadecimal): a principal, or null for an unknown, revoked or expired one.
   * @param traceId the trace of the request that asks
   */
  async resolveKey(hash: string, traceId: string) {
    const { log, resolveKey } = servicesOf(this.env);
    const { principal, work } = await resolveKey(hash);
    if (work) {
      const noted = work.catch((cause: Error) => log.warn("key use not noted", { trace_id: traceId, cause }));
      this.ctx.waitUntil(noted);
    }
    return principal;
  }

  /** Resolves once tokens can be signed; rejects when they cannot. */
  async ready(traceId: string) {
    const { log, ready } = servicesOf(this.env);
    await ready();
    log.debug("ready", { trace_id: traceId });
    return { ok: true };
  }
}

export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler<IdentityEnv>;
