import { z } from "@hono/zod-openapi";
import { ID_PATTERN } from "../database/index.ts";
import { METHODS, type Principal, ROLES, SCOPES } from "../policy/index.ts";

/** What our own pages' tokens name as their client: nobody stands between the person and us. */
const FIRST_PARTY = "first-party";

/** An id as it goes into the log and the audit trail: plain characters, no blanks. */
const idClaim = z.string().regex(/^[\w.~:-]{1,128}$/);
const seconds = z.int().min(0).max(1e11);

/**
 * The claims of an access token (RFC 9068, and `tenant` and `role` of ours). A token that is bound to a key of its
 * holder's (`cnf`, RFC 9449 and 8705) may not be taken from just anybody, and hence not at all.
 */
const claimsSchema = z.object({
  sub: idClaim.optional(),
  tenant: z.string().regex(ID_PATTERN),
  role: z.enum(ROLES).optional(),
  scope: z.string().max(2_000),
  client_id: idClaim.optional(),
  sid: idClaim.optional(),
  amr: z.array(z.string().max(40)).max(20).optional(),
  auth_time: seconds.optional(),
  iat: seconds,
  exp: seconds,
  cnf: z.undefined().optional(),
});

/**
 * Makes a principal of the claims of a token whose signature, issuer, audience and times are good already. Scopes and methods
 * that are not known here are left out; an unknown role, or a claim of the wrong shape, spoils the token.
 * @param type the token's `typ` header. Only our own pages' tokens may go without `at+jwt`: what an app is given is either
 *   that or no access token, such as an ID token.
 * @returns null for what is no access token of ours
 */
export function principalOf(claims: unknown, type: string | undefined): Principal | null {
  const { success, data } = claimsSchema.safeParse(claims);
  if (!success) return null;
  const { sub, client_id, role, sid } = data;
  const firstParty = client_id === FIRST_PARTY;
  if (!isAccessToken(type) && !(firstParty && isPlainToken(type))) return null;

  const scopes = new Set(data.scope.split(" "));
  const shared = {
    tenantId: data.tenant,
    scopes: SCOPES.filter((scope) => scopes.has(scope)),
    issuedAt: data.iat * 1000,
    expiresAt: data.exp * 1000,
  };
  if (client_id !== undefined && !firstParty && (sub === undefined || sub === client_id)) {
    return {
      ...shared,
      actor: `client:${client_id}`,
      role: "service",
      credentialId: client_id,
      clientId: client_id,
      methods: [],
    };
  }
  // A person is never a service, and has a role.
  if (sub === undefined || client_id === undefined || role === undefined || role === "service") return null;
  const credentialId = sid ?? (firstParty ? undefined : `${client_id}:${sub}`);
  if (credentialId === undefined) return null;
  return {
    ...shared,
    actor: `user:${sub}`,
    role,
    credentialId,
    ...(!firstParty && { clientId: client_id }),
    methods: METHODS.filter((method) => data.amr?.includes(method)),
    ...(data.auth_time !== undefined && { authenticatedAt: data.auth_time * 1000 }),
  };
}

function isAccessToken(type: string | undefined): boolean {
  return type !== undefined && /^(?:application\/)?at\+jwt$/i.test(type);
}

function isPlainToken(type: string | undefined): boolean {
  return type === undefined || type.toUpperCase() === "JWT";
}
