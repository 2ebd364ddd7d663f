import { createServices, type Services } from "../../src/services.ts";

export { CollaborationRoom } from "../../durable-objects/collaboration-room.ts";
export { RateLimiter } from "../../durable-objects/rate-limiter.ts";
export { TenantMeter } from "../../durable-objects/tenant-meter.ts";

let services: Services | undefined;

/** The gateway's services, put together when the isolate's first event arrives. */
function servicesOf(env: GatewayEnv): Services {
  services ??= createServices(env);
  return services;
}

export default {
  fetch: (request, env, ctx) => servicesOf(env).app.fetch(request, env, ctx),

  scheduled: async (_, env) => servicesOf(env).sweep(),

  /** The dead letters of the analysis queue. */
  queue: async (batch, env) => {
    for (const message of batch.messages) await servicesOf(env).bury(message.body);
  },
} satisfies ExportedHandler<GatewayEnv>;
