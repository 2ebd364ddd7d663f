import type { BetterAuthOptions } from "better-auth";
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
