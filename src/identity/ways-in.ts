import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import type { IdentityParts } from "./parts.ts";

/** Tells the sign-in page what it may offer: `GET /auth/ways-in`. */
export function waysIn({ signUp, providers }: Pick<IdentityParts, "signUp" | "providers">): BetterAuthPlugin {
  const answer = { signUp, providers: providers.map(({ id, name }) => ({ id, name })) };
  return {
    id: "ways-in",
    endpoints: {
      getWaysIn: createAuthEndpoint("/ways-in", { method: "GET" }, async (ctx) => ctx.json(answer)),
    },
  };
}
