import type { MiddlewareHandler } from "hono";
import { createLeastRecentlyUsed } from "../cache/index.ts";
import type { AuditTrail } from "../compliance/index.ts";
import { ApiError, type AppContext, type AppEnv } from "../http/index.ts";
import { errorOf } from "../monitoring/index.ts";
import {
  type Action,
  type Circumstances,
  POLICY,
  type Principal,
  type Refusal,
  refusalOf,
  STEP_UP_MS,
} from "../policy/index.ts";

/** Finds the actions that a principal's running elevations open. */
export type FindElevated = (principal: Principal, now: number) => Promise<ReadonlySet<string>>;

/** Hears of what the policy refused, for the audit trail; the answer waits for it. */
export type OnRefusal = (c: AppContext, action: Action, refusal: Refusal) => Promise<void>;

/**
 * Lets a request through when the policy allows its action, and leaves `permit` for handlers that read a row first.
 * Nothing is read to decide, except a person's elevations, where nothing but the lack of one is against it.
 * Reports every refusal but that of provenance, which says nothing of who asked.
 */
export function authorize(
  action: Action,
  findElevated: FindElevated,
  onRefusal: OnRefusal,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const { principal } = c.var;
    let circumstances: Circumstances = { now: Date.now() };
    let refusal = refusalOf(principal, action, circumstances);
    if (refusal === "elevation") {
      circumstances = { ...circumstances, elevated: await findElevated(principal, circumstances.now) };
      refusal = refusalOf(principal, action, circumstances);
    }
    if (refusal) {
      await onRefusal(c, action, refusal);
      throw refused(action, refusal);
    }
    let refusedRow = false;
    c.set("permit", (row) => {
      const refusal = refusalOf(principal, action, { ...circumstances, row });
      refusedRow ||= refusal === "row";
      if (refusal) throw refused(action, refusal);
    });
    await next();
    // What a handler throws has been made an answer by now, and comes back here as one.
    if (refusedRow) await onRefusal(c, action, "row");
  };
}

/** How often the same refusal is told. */
const TOLD_EVERY_MS = 60_000;
const TOLD = 2_000;

/**
 * Tells the audit trail of refusals; the same one at most once a minute, which an isolate that knows of it does not ask the
 * database about. A trail that cannot be written changes no answer: the refusal stands, and the log says that it was
 * not recorded. Made once an isolate.
 */
export function recordRefusals(trail: Pick<AuditTrail, "recordOnce">): OnRefusal {
  const told = createLeastRecentlyUsed<string, number>(TOLD);
  return async (c, action, refusal) => {
    const { tenantId, actor } = c.var.principal;
    const minute = Math.floor(Date.now() / TOLD_EVERY_MS);
    const what = `${tenantId} ${actor} ${action} ${refusal}`;
    if (told.get(what) === minute) return;
    try {
      const event = { action: "access_refused", outcome: "refused", actor } as const;
      await trail.recordOnce(tenantId, { ...event, details: { action, refusal } }, TOLD_EVERY_MS);
      told.set(what, minute);
    } catch (error) {
      c.var.log.error("refusal_not_recorded", {
        cause: errorOf(error),
      });
    }
  };
}

/** The answer to a refusal: which right is missing, and what would help. */
export function refused(action: Action, refusal: Refusal): ApiError {
  const { scope } = POLICY[action];
  switch (refusal) {
    case "scope":
      return new ApiError("insufficient_scope", `This credential lacks the scope “${scope}”.`, {
        details: { scope },
      });
    case "step-up":
      return new ApiError("step_up_required", "Sign in again first: this needs a recent sign-in.", {
        details: { action, max_age: STEP_UP_MS / 1000 },
        // RFC 9470.
        headers: {
          "www-authenticate": `Bearer error="insufficient_user_authentication", max_age=${STEP_UP_MS / 1000}`,
        },
      });
    case "elevation":
      return new ApiError(
        "elevation_required",
        `Your role does this only while elevated: ask for it with POST /v1/elevations, action “${action}”.`,
        { details: { action } },
      );
    case "first-party":
      return new ApiError("forbidden", "This is not open to apps that act for somebody.", {
        details: { action },
      });
    case "role":
    case "row":
    case "provenance":
      return new ApiError("forbidden", `${REASONS[refusal]} (“${action}”).`, { details: { action } });
  }
}

const REASONS = {
  role: "Your role does not do this",
  row: "Your role does this only to what you made yourself",
  provenance: "What came from Spotify is not used for this",
};
