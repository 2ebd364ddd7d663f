import type { BetterAuthPlugin } from "better-auth";
import { newId } from "../database/index.ts";
import { oauthResources } from "./oauth-tables.ts";
import type { IdentityParts } from "./parts.ts";
import { hookOn, textIn } from "./request.ts";
import { audienceOf } from "./tokens.ts";

/**
 * Makes the API the resource of requests that name none (RFC 8707). Most apps name none; the provider would answer them
 * with opaque tokens that the gateway cannot check without asking.
 */
export function defaultAudience({
  db,
  publicUrl,
}: Pick<IdentityParts, "db" | "publicUrl">): BetterAuthPlugin {
  const resource = audienceOf(publicUrl);
  const register = () =>
    db
      .insert(oauthResources)
      .values({
        id: newId(),
        identifier: resource,
        name: "API",
        createdAt: new Date(),
        updatedAt: new Date(),
      })
      .onConflictDoNothing();
  const namesNone = (source: unknown) => {
    const named = typeof source === "object" && source !== null ? Reflect.get(source, "resource") : undefined;
    return named === undefined || named === "";
  };
  return {
    id: "default-audience",
    hooks: {
      before: [
        hookOn(["/oauth2/authorize"], async ({ query, body, method }) => {
          await register();
          // Dispatched anew after a sign-in, the request is a POST whose parameters are in the query.
          const posted = method === "POST" && textIn(body, "client_id") !== undefined;
          if (posted ? !namesNone(body) : !namesNone(query)) return;
          return { context: posted ? { body: { resource } } : { query: { resource } } };
        }),
        hookOn(["/device/code"], async ({ body }) => {
          await register();
          return namesNone(body) ? { context: { body: { resource } } } : undefined;
        }),
        hookOn(["/oauth2/token"], async ({ body }) => {
          if (textIn(body, "grant_type") !== "client_credentials") return;
          await register();
          return namesNone(body) ? { context: { body: { resource } } } : undefined;
        }),
      ],
    },
  };
}
