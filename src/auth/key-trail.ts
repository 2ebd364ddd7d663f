import type { BatchItem } from "drizzle-orm/batch";
import type { AppContext } from "../http/index.ts";
import { errorOf } from "../monitoring/index.ts";

/** An act on a key, as the audit trail takes it. */
export interface KeyEvent {
  action: "key_created" | "key_rotated" | "key_revoked";
  outcome: "done";
  actor: string;
  target: string;
  details?: Record<string, string | number | boolean>;
}

/** What has to be written beside an act on a key, in the same batch. */
export interface KeyTrail {
  audit: {
    entry(tenantId: string, event: KeyEvent): BatchItem<"sqlite">;
    /** Gives what was written its place in the chain; what stays without one, the next call places. */
    chain(tenantId: string): Promise<unknown>;
  };
  /** Makes known to every isolate that a credential (`key:<id>`) ended before its time. */
  revocations: { entry(tenantId: string, subject: string, at: number): BatchItem<"sqlite"> };
}

/** Chains what an act wrote. The act is done by now: that this fails is no reason to answer that it was not. */
export async function chainAct(c: AppContext, { audit }: Pick<KeyTrail, "audit">): Promise<void> {
  try {
    await audit.chain(c.var.principal.tenantId);
  } catch (cause) {
    c.var.log.warn("audit_chain_waits", { cause: errorOf(cause) });
  }
}
