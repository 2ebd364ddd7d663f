import type { MiddlewareHandler } from "hono";
import { createLeastRecentlyUsed } from "../cache/index.ts";
import { ApiError, type AppContext, type AppEnv } from "../http/index.ts";
import { answerWithin, errorOf, type Logger } from "../monitoring/index.ts";
import type { Action, Principal } from "../policy/index.ts";
import type { MeterNamespace, MeterUsage } from "./meter-contract.ts";
import { isWithin } from "./network.ts";
import { planNamed, type TenantPlan } from "./plans.ts";
import { createQuota, exceeded, METER_ANSWERS_WITHIN_MS, type Quota } from "./quota.ts";
import { createRequestMeter } from "./request-meter.ts";
import { isRevoked } from "./revocation.ts";
import type { RulesStore } from "./rules-store.ts";
import { createTenantRules, type TenantRules } from "./tenant-rules.ts";

export interface TenantGuardParts {
  meters: MeterNamespace;
  rules: RulesStore;
  log: Logger;
  /**
   * Asks identity anew whose key a request came with; null when it is nobody's. A key is remembered with what the person
   * behind it might do, so that one from before something of theirs was revoked says nothing.
   */
  renewKey?: (c: AppContext) => Promise<Principal | null>;
  /** Hears of refusals, once a minute for each kind and tenant at the most; for the audit trail. */
  onRefusal?: (c: AppContext, refusal: GuardRefusal) => Promise<void>;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** How a request waits for what another one has asked; a few milliseconds, unless a test says otherwise. */
  pause?: () => Promise<void>;
}

/** What a tenant may use and has used. */
export interface TenantUsage extends MeterUsage, TenantPlan {}

/** Why the guard sent a request away. */
export type GuardRefusal = "revoked" | "network_not_allowed" | "quota_exceeded";

/** What stands between a good credential and the API: whether it is still good, comes from where it may, and within the plan. */
export interface TenantGuard {
  /**
   * Lets a request through that has been authenticated; for the route of the given action.
   * Answers 401 `unauthenticated` for what has been revoked, 403 `network_not_allowed`, and on metered routes 429
   * `quota_exceeded` with `Retry-After`. Once an isolate's copy is there it decides without I/O.
   */
  admit(action: Action): MiddlewareHandler<AppEnv>;
  /** Makes a revocation that has been stored act in this isolate at once; the others read it within 2 s. */
  revoke(tenantId: string, subject: string): void;
  /** Makes changed settings of a tenant act in this isolate at once; the others read them within 2 s. */
  forget(tenantId: string): void;
  /**
   * What a tenant has used; exact as far as this isolate goes.
   * @throws ApiError `meter_unavailable` while the tenant's meter does not answer
   */
  usage(tenantId: string): Promise<TenantUsage>;
  quota: Quota;
}

/** Requests that count: the work. Whoever has used all up must still be able to look, to revoke and to change settings. */
const METERED = /^(?:tracks|features|tasks):/;

/** How often one kind of refusal of a tenant is told, by an isolate. */
const TOLD_EVERY_MS = 60_000;
const TOLD_TENANTS = 1_000;

/** Made once an isolate: it holds the copies. */
export function createTenantGuard(parts: TenantGuardParts): TenantGuard {
  const { meters, rules: store, log, renewKey, onRefusal, now = Date.now, pause } = parts;
  const waitUntil = (c: AppContext, work: Promise<unknown>) => c.executionCtx.waitUntil(work);
  const warn = (event: string) => (c: AppContext, _: string, cause: unknown) =>
    c.var.log.warn(event, { cause: errorOf(cause) });
  const shared = { waitUntil, now, ...(pause && { pause }) };

  const rules = createTenantRules<AppContext>({
    ...shared,
    read: (tenantId, cursor) => store.read(tenantId, cursor),
    onUnreadable: warn("tenant_rules_unreadable"),
  });
  const requests = createRequestMeter<AppContext>({
    ...shared,
    sync: (tenantId, request) => meters.getByName(tenantId).sync(request),
    onUnreachable: warn("tenant_meter_unreachable"),
  });

  const told = createLeastRecentlyUsed<string, number>(TOLD_TENANTS);
  const refuse = (c: AppContext, refusal: GuardRefusal, error: ApiError): never => {
    const key = `${refusal} ${c.var.principal.tenantId}`;
    if (onRefusal && now() >= (told.get(key) ?? 0)) {
      told.set(key, now() + TOLD_EVERY_MS);
      const untold = (cause: unknown) => warn("refusal_not_told")(c, "", cause);
      c.executionCtx.waitUntil(onRefusal(c, refusal).catch(untold));
    }
    throw error;
  };

  const check = (c: AppContext, known: TenantRules | null | undefined): TenantRules => {
    if (known === undefined) throw unreadable();
    if (known === null || isRevoked(c.var.principal, known.revoked)) return refuse(c, "revoked", revoked());
    if (known.networks.length > 0 && !isWithin(addressOf(c), known.networks))
      return refuse(c, "network_not_allowed", outside());
    return known;
  };

  /** Whether a key was asked about before something of the person behind it was revoked. */
  const isOutdated = ({ principal }: AppContext["var"], known: TenantRules | null | undefined): boolean =>
    principal.madeBy !== undefined && !!known && isRevoked(principal, known.revoked);

  /** The plan of a tenant whose request has just been admitted, mostly; else it is read. */
  const planOf = async (tenantId: string): Promise<TenantPlan> => {
    const known = rules.peek(tenantId);
    if (known) return known;
    const { tenant } = await store.read(tenantId, Number.MAX_SAFE_INTEGER);
    return planNamed(tenant?.plan ?? "");
  };

  return {
    admit: (action) => {
      const isMetered = METERED.test(action);
      return async (c, next) => {
        const { tenantId } = c.var.principal;
        const found = rules.of(c, tenantId);
        const read = found instanceof Promise ? await found : found;
        if (renewKey && isOutdated(c.var, read)) c.set("principal", (await renewKey(c)) ?? c.var.principal);
        const known = check(c, read);
        if (isMetered) {
          const limit = known.plan.requestsPerMonth;
          const counted = requests.count(c, tenantId, limit);
          const exhausted = counted instanceof Promise ? await counted : counted;
          if (exhausted) {
            const { used, endsAt } = exhausted;
            refuse(c, "quota_exceeded", exceeded("requests", limit, used, endsAt - now()));
          }
        }
        await next();
      };
    },
    revoke: rules.revoke,
    forget: rules.forget,
    usage: async (tenantId) => {
      const { plan, planName } = await planOf(tenantId);
      const read = async () => {
        await requests.settle(tenantId, plan.requestsPerMonth);
        return meters.getByName(tenantId).usage();
      };
      try {
        return { plan, planName, ...(await answerWithin(read(), METER_ANSWERS_WITHIN_MS)) };
      } catch (cause) {
        throw uncounted(cause);
      }
    },
    quota: createQuota({ meters, planOf: async (tenantId) => (await planOf(tenantId)).plan, log, now }),
  };
}

/** Where a request comes from, as whatever stands in front of us saw it. */
export function addressOf(c: AppContext): string | undefined {
  return c.var.address;
}

function revoked(): ApiError {
  return new ApiError("unauthenticated", "This key or token is unknown, revoked or expired.");
}

function outside(): ApiError {
  return new ApiError("network_not_allowed", "The tenant takes no requests from this network.");
}

function uncounted(cause: unknown): ApiError {
  return new ApiError("meter_unavailable", "What has been used cannot be read just now; nothing is lost.", {
    headers: { "retry-after": "2" },
    cause,
  });
}

function unreadable(): ApiError {
  return new ApiError("identity_unavailable", "The tenant's rules cannot be read just now; try again.", {
    headers: { "retry-after": "1" },
  });
}
