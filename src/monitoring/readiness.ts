import { answerWithin } from "./patience.ts";

/** A part that the service needs, and a question that only answers when it works. */
export interface Probe {
  name: string;
  /** @param traceId the trace of the request that asks, for parts that write a log of their own */
  check: (traceId: string) => Promise<unknown>;
}

export interface Readiness {
  ready: boolean;
  checks: Record<string, { ok: boolean; duration_ms: number }>;
}

/** Asks all parts at once; one that fails, or is silent for `timeoutMs`, is not ready. */
export async function probeAll(
  probes: readonly Probe[],
  traceId: string,
  timeoutMs: number,
): Promise<Readiness> {
  const entries = await Promise.all(
    probes.map(async ({ name, check }) => {
      const started = Date.now();
      const ok = await answerWithin(check(traceId), timeoutMs).then(
        () => true,
        () => false,
      );
      return [name, { ok, duration_ms: Date.now() - started }] as const;
    }),
  );
  return { ready: entries.every(([, { ok }]) => ok), checks: Object.fromEntries(entries) };
}
