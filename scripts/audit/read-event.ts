import { z } from "zod";
import type { ChainedEvent } from "../../src/compliance/audit-chain-state.ts";

/**
 * An event as the API writes it. Its values may be anything that events can hold at all: whether they are what they were
 * is for the chain to say, not for this.
 */
const writtenEvent = z.object({
  id: z.string(),
  tenant_id: z.string(),
  sequence: z.int(),
  at: z.iso.datetime(),
  action: z.string(),
  outcome: z.string(),
  actor: z.string(),
  target: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  hash: z.string(),
});

/** Reads an event of the API's answer or of a saved trail; null for one that has lost its form. */
export function readEvent(value: unknown): ChainedEvent | null {
  const { success, data } = writtenEvent.safeParse(value);
  if (!success) return null;
  const { tenant_id: tenantId, at, ...rest } = data;
  return { ...rest, tenantId, at: Date.parse(at) };
}
