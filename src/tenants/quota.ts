import { ApiError } from "../http/index.ts";
import { answerWithin, errorOf, type Logger } from "../monitoring/index.ts";
import type { HoldSocketsRequest, Meter, MeterNamespace, Verdict } from "./meter-contract.ts";
import type { Plan } from "./plans.ts";

export type MeterName = "requests" | "analyses" | "storage_bytes" | "sockets";

/** How many connections a holder has, and for how long its word on that counts, ms. */
export type SocketHolding = HoldSocketsRequest;

/** What a tenant's use is held to beside its requests. While a meter does not answer, everything is allowed. */
export interface Quota {
  /**
   * Sets bytes aside for an upload, before any is stored; `settleStorage` has to follow within the hour.
   * @param id names the reservation; the track's id
   * @param bytes as many as the upload may come to
   * @throws ApiError `quota_exceeded` when they do not fit beside what is stored and reserved
   */
  reserveStorage(tenantId: string, id: string, bytes: number): Promise<void>;
  /** Ends a reservation with the bytes that were stored, 0 for none. Never rejects; twice does no harm. */
  settleStorage(tenantId: string, id: string, bytes: number): Promise<void>;
  /** Notes that bytes were erased. Never rejects. */
  releaseStorage(tenantId: string, bytes: number): Promise<void>;
  /**
   * Counts analyses, before they are queued: all of them, or none.
   * @returns undoes it, for one that was then not queued; never rejects
   * @throws ApiError `quota_exceeded`, with `Retry-After` until the month ends
   */
  takeAnalysis(tenantId: string, count?: number): Promise<() => Promise<void>>;
  /**
   * Counts more live connections of a holder, such as a room, beside those that it has. On a plan without a limit nobody is
   * asked, and nothing counted: `holdSockets` then tells of them. Never rejects.
   * @returns how many of those wanted may be opened: the first so many
   */
  acquireSockets(tenantId: string, asked: SocketHolding & { wanted: number }): Promise<number>;
  /** Says how many connections a holder has, and for how long that counts unless it is said again. Never rejects. */
  holdSockets(tenantId: string, held: SocketHolding): Promise<void>;
  /**
   * Puts a tenant's stored bytes right from the record.
   * @param sum reads how many bytes the record says are stored
   * @returns false when something was stored or erased meanwhile, so that the sum was not taken
   */
  reconcileStorage(tenantId: string, sum: (tenantId: string) => Promise<number>): Promise<boolean>;
}

/** For an answer of a tenant's meter that somebody can wait for; a new one writes to a disk first. */
export const METER_ANSWERS_WITHIN_MS = 5_000;

export interface QuotaParts {
  meters: MeterNamespace;
  planOf: (tenantId: string) => Promise<Plan>;
  log: Logger;
  now: () => number;
}

export function createQuota({ meters, planOf, log, now }: QuotaParts): Quota {
  /** What something says, or undefined when it does not answer. */
  const attempt = async <T>(
    tenantId: string,
    event: string,
    work: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await answerWithin(work(), METER_ANSWERS_WITHIN_MS);
    } catch (error) {
      log.warn(event, { tenant_id: tenantId, cause: errorOf(error) });
    }
  };
  const ask = <T>(tenantId: string, question: (meter: Meter) => Promise<T>): Promise<T | undefined> =>
    attempt(tenantId, "tenant_meter_unreachable", async () => question(meters.getByName(tenantId)));

  return {
    reserveStorage: async (tenantId, id, bytes) => {
      const limit = (await planOf(tenantId)).storageBytes;
      const verdict = await ask(tenantId, (meter) => meter.reserve({ id, bytes, limit }));
      if (isRefused(verdict, limit)) throw exceeded("storage_bytes", limit, verdict.used);
    },
    settleStorage: async (tenantId, id, bytes) => {
      await ask(tenantId, (meter) => meter.settle({ id, bytes }));
    },
    releaseStorage: async (tenantId, bytes) => {
      await ask(tenantId, (meter) => meter.release({ bytes }));
    },
    takeAnalysis: async (tenantId, count = 1) => {
      const limit = (await planOf(tenantId)).analysesPerMonth;
      const verdict = await ask(tenantId, (meter) => meter.take({ meter: "analyses", count, limit }));
      if (isRefused(verdict, limit)) {
        const { used, period } = verdict;
        throw exceeded("analyses", limit, used, period.endsAt - now());
      }
      return async () => {
        if (!verdict) return;
        const period = verdict.period.startsAt;
        await ask(tenantId, (meter) => meter.giveBack({ meter: "analyses", count, period }));
      };
    },
    acquireSockets: async (tenantId, asked) => {
      const plan = await attempt(tenantId, "tenant_plan_unreadable", async () => planOf(tenantId));
      const limit = plan?.sockets ?? null;
      if (limit === null) return asked.wanted;
      return (await ask(tenantId, (meter) => meter.acquireSockets({ ...asked, limit }))) ?? asked.wanted;
    },
    holdSockets: async (tenantId, held) => {
      await ask(tenantId, (meter) => meter.holdSockets(held));
    },
    reconcileStorage: async (tenantId, sum) => {
      const meter = () => meters.getByName(tenantId);
      const { revision } = (await meter().usage()).storage;
      return meter().setStorage({ bytes: await sum(tenantId), revision });
    },
  };
}

function isRefused(
  verdict: Verdict | undefined,
  limit: number | null,
): verdict is Verdict & { allowed: false } {
  return limit !== null && verdict?.allowed === false;
}

/** A client that is told to come back next month is not going to wait: nobody is told to wait longer than a day. */
const LONGEST_RETRY_SECONDS = 86_400;

const IN_WORDS: Record<MeterName, string> = {
  requests: "The plan's requests of this month are used up",
  analyses: "The plan's analyses of this month are used up",
  storage_bytes: "The plan's storage has no room for this",
  sockets: "The plan allows no more connections at once",
};

/**
 * The refusal of what goes beyond the plan.
 * @param endsInMs when the month ends that it is counted in; left out where waiting does not help
 */
export function exceeded(meter: MeterName, limit: number | null, used: number, endsInMs?: number): ApiError {
  const seconds = endsInMs === undefined ? undefined : Math.max(1, Math.ceil(endsInMs / 1_000));
  return new ApiError("quota_exceeded", `${IN_WORDS[meter]}; GET /v1/usage tells more.`, {
    details: { meter, limit, used },
    ...(seconds !== undefined && {
      headers: { "retry-after": String(Math.min(seconds, LONGEST_RETRY_SECONDS)) },
    }),
  });
}
