import type { HookEndpointContext } from "@better-auth/core";
import { createAuthMiddleware } from "better-auth/api";

/** What a hook is given, as better-auth types it. */
export type HookContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** The client's address, as the network in front of us says it; nothing that a client can write counts. */
export function networkOf(headers: Headers | undefined): string {
  return headers?.get("cf-connecting-ip") ?? "unknown";
}

/** A text of a body or query that has not been checked yet. */
export function textIn(source: unknown, key: string): string | undefined {
  if (typeof source !== "object" || source === null) return undefined;
  const value = Reflect.get(source, key);
  return typeof value === "string" ? value : undefined;
}

/** A hook for some endpoints, by their paths. */
export function hookOn(paths: Iterable<string>, handler: (ctx: HookContext) => Promise<unknown>) {
  const known = new Set(paths);
  return {
    matcher: ({ path }: HookEndpointContext) => known.has(path ?? ""),
    handler: createAuthMiddleware(handler),
  };
}
