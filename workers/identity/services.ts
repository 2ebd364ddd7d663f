import { createApiKeyStore, createElevationStore, principalOf, resolveKey } from "../../src/auth/index.ts";
import { createAuditTrail } from "../../src/compliance/index.ts";
import { openDatabase } from "../../src/database/index.ts";
import { createIdentity, createSignInGuard, JWKS_PATH, readProviders } from "../../src/identity/index.ts";
import { createLogger } from "../../src/monitoring/index.ts";
import { createSafeFetch } from "../../src/outgoing/index.ts";
import type { Principal } from "../../src/policy/index.ts";
import {
  createRevocationStore,
  createRulesStore,
  createTenantStore,
  isRevoked,
  isWithinBlocks,
} from "../../src/tenants/index.ts";

/** How long another server may take, and how much it may say: discovery documents and key sets are small. */
const OUTGOING_LIMITS = { timeoutMs: 8_000, maxBytes: 1_000_000 };

/**
 * Puts the identity Worker together from its bindings, once an isolate: the only place of it that reads them. From here on
 * all that this isolate asks of other servers goes through the safe fetch, whoever asks: better-auth, its plugins and
 * their libraries take the platform's `fetch` when they use it.
 */
export function createServices(env: IdentityEnv) {
  const log = createLogger(env.LOG_LEVEL);
  const db = openDatabase(env.DB);
  const keys = createApiKeyStore(db);
  const elevations = createElevationStore(db);
  const revocations = createRevocationStore(db);
  const tenants = createTenantStore(db);
  const rules = createRulesStore(db);
  const allowed = env.OUTGOING_ALLOWED.split(/\s+/).filter(Boolean);
  const fetchOthers = createSafeFetch({ allowed, ...OUTGOING_LIMITS });

  const identity = createIdentity({
    db,
    publicUrl: env.PUBLIC_URL,
    secret: env.AUTH_SECRET,
    signUp: env.SIGN_UP === "open" ? "open" : "invited",
    providers: readProviders(env.OPENID_PROVIDERS),
    allowedOrigins: allowed,
    log,
    audit: createAuditTrail(db),
    guard: createSignInGuard(env.SIGN_IN_GUARD, env.AUTH_SECRET, {
      onUnreachable: (error) => log.warn("sign-in guard unreachable", causeOf(error)),
    }),
    revoke: async (tenantId, subject) => void (await revocations.entry(tenantId, subject, Date.now())),
    isEnded: async (claims, type) => {
      const principal = principalOf(claims, type);
      if (!principal) return false;
      const { tenant, revocations } = await rules.read(principal.tenantId, 0);
      // Oldest first, so that the last one of a subject counts.
      const revoked = new Map(revocations.map(({ subject, at }) => [subject, at]));
      return tenant === null || isRevoked(principal, revoked);
    },
    admits: async (tenantId, address) => {
      const { allowedNetworks = [] } = (await tenants.find(tenantId)) ?? {};
      return allowedNetworks.length === 0 || isWithinBlocks(address, allowedNetworks);
    },
    elevated: async (tenantId, userId) => {
      const running = await elevations.findRunning(tenantId, userId, Date.now());
      return new Set(running.flatMap(({ actions }) => actions));
    },
  });

  // better-auth asks for its own keys over HTTP when a person is sent to sign out, which a Worker does not of itself.
  const ownKeys = `${env.PUBLIC_URL}/auth${JWKS_PATH}`;
  globalThis.fetch = async (input, init) => {
    const asked = input instanceof Request ? input.url : String(input);
    return asked === ownKeys ? Response.json(await identity.jwks()) : fetchOthers(input, init);
  };

  return {
    log,
    fetch: identity.fetch,
    jwks: identity.jwks,
    /** Whose key has a hash; null for nobody's. `work` is what may be done after the answer. */
    resolveKey: (hash: string): Promise<{ principal: Principal | null; work?: Promise<void> }> =>
      resolveKey(keys, identity.findRole, hash, Date.now()),
    /** Fulfilled when tokens can be signed and sessions read. */
    ready: () => identity.jwks(),
  };
}

export type Services = ReturnType<typeof createServices>;

function causeOf(error: unknown): { cause?: Error } {
  return error instanceof Error ? { cause: error } : {};
}
