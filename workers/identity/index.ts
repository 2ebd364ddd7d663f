import { WorkerEntrypoint } from "cloudflare:workers";

export { SignInGuard } from "../../durable-objects/sign-in-guard.ts";

/** What the gateway calls over its service binding. */
export class IdentityRpc extends WorkerEntrypoint<IdentityEnv> {
  async ready() {
    return { ok: true };
  }
}

export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler<IdentityEnv>;
