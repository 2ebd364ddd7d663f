import type { BetterAuthOptions } from "better-auth";
import { isAPIError } from "better-auth/api";
import type { Logger } from "../monitoring/index.ts";

/**
 * better-auth's log lines in ours, as one event. Its messages quote addresses and origins that people sent, and its further
 * arguments whole objects: of all that only errors are kept, by what the logger makes of them.
 */
export function logTo(log: Logger): NonNullable<BetterAuthOptions["logger"]> {
  return {
    level: "warn",
    disableColors: true,
    log: (level, _message, ...rest) => {
      const cause = rest.find((argument) => argument instanceof Error);
      if (cause) log[level === "error" ? "error" : "warn"]("better-auth", { cause });
    },
  };
}

/**
 * What better-auth did not answer for: errors of ours or the platform's. They are thrown on to whoever asked better-auth, whose
 * router would otherwise print them whole, with the values of the query that failed.
 */
export function reportTo(log: Logger): (error: unknown) => void {
  return (error) => {
    if (isAPIError(error) && error.statusCode < 500) return;
    log.error("identity failed", error instanceof Error ? { cause: error } : {});
    if (!isAPIError(error)) throw error;
  };
}
