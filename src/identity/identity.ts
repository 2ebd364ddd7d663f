import type { JSONWebKeySet } from "jose";
import { z } from "zod";
import { type Auth, createAuth } from "./configuration.ts";
import { madeOnce } from "./made-once.ts";
import { createMembershipStore } from "./membership-store.ts";
import type { IdentityParts } from "./parts.ts";
import { JWKS_PATH } from "./tokens.ts";

/** For how long the providers' discovery documents are taken as they were. */
const DISCOVERY_MS = 10 * 60_000;
/** Where other providers take part. Elsewhere one that is down is not even noticed. */
const WITH_PROVIDERS = /^\/auth\/(?:sign-in\/social|callback\/|link-social|unlink-account)/;
/** How long others may keep what is published here. Keys are published for 30 days beyond their use. */
const PUBLISHED = { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" };

/** What is said of errors that are ours, in the form of better-auth's own. */
const FAILED = { code: "INTERNAL_SERVER_ERROR", message: "Something went wrong here. Please try again." };

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });

/**
 * Identity as HTTP requests and as the calls that the gateway makes.
 */
export function createIdentity(parts: IdentityParts) {
  const { publicUrl, providers } = parts;
  const make = (known: IdentityParts["providers"]) => async (): Promise<Auth> => {
    const auth = createAuth(parts, known);
    await auth.$context;
    return auth;
  };
  const plain = madeOnce(make([]));
  const federated = madeOnce(make(providers), DISCOVERY_MS);

  /** A document that better-auth makes. @throws Error when it does not */
  const ask = async (path: string): Promise<unknown> => {
    const answer = await (await plain()).handler(new Request(new URL(path, publicUrl)));
    if (!answer.ok) throw new Error(`better-auth answered ${answer.status} for ${path}`);
    return answer.json();
  };

  const jwks = async (): Promise<JSONWebKeySet> => keySetSchema.parse(await ask(`/auth${JWKS_PATH}`));

  /** What apps find out about this server by, with the addresses that tokens name it by. */
  const discovery = async () => ({
    ...z.record(z.string(), z.unknown()).parse(await ask("/.well-known/openid-configuration")),
    issuer: publicUrl,
    jwks_uri: `${publicUrl}${JWKS_PATH}`,
  });

  const published: Record<string, () => Promise<object>> = {
    "/.well-known/openid-configuration": discovery,
    "/.well-known/oauth-authorization-server": discovery,
    [JWKS_PATH]: jwks,
  };

  return {
    /** Answers what is below `/auth/` and the published documents; 404 for anything else. Never rejects with a body's text. */
    fetch: async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url);
      const document = published[pathname];
      if (document) {
        if (request.method !== "GET" && request.method !== "HEAD")
          return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
        return Response.json(await document(), { headers: PUBLISHED });
      }
      if (!pathname.startsWith("/auth/")) return new Response(null, { status: 404 });
      const auth = await (WITH_PROVIDERS.test(pathname) && providers.length > 0 ? federated() : plain());
      return auth.handler(request).catch(() => Response.json(FAILED, { status: 500 }));
    },

    /** The public keys that tokens can be verified with (RFC 7517); makes the first when there is none. */
    jwks,

    /** What somebody is in a tenant now; null for nothing. */
    findRole: createMembershipStore(parts.db).findRole,
  };
}

export type Identity = ReturnType<typeof createIdentity>;
