const LONGEST_WAIT_SECONDS = 30;

/**
 * How long the caller asks us to hold the answer for a result, in milliseconds: `Prefer: wait=20` (RFC 7240).
 * 0 without the preference, and for what is not a number; 30 seconds at the most.
 */
export function preferredWaitMs(prefer: string | undefined): number {
  const seconds =
    prefer === undefined ? undefined : /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(prefer)?.[1];
  return seconds === undefined ? 0 : Math.min(Number(seconds), LONGEST_WAIT_SECONDS) * 1000;
}
