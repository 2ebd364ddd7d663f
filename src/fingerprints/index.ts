import type { Endpoint } from "../http/index.ts";
import type { TaskStore } from "../tasks/index.ts";
import type { FingerprintStore } from "./fingerprint-store.ts";
import { getFingerprint } from "./routes/get-fingerprint.ts";
import { listDuplicates } from "./routes/list-duplicates.ts";
import { lookupFingerprint } from "./routes/lookup-fingerprint.ts";

export { type Match, matchSchema } from "./contract.ts";
export { createFingerprintStore, type FingerprintStore } from "./fingerprint-store.ts";
export { presentDuplicates } from "./present-match.ts";
export { recordDuplicates } from "./record-duplicates.ts";

/** The operations of this room. */
export const fingerprintEndpoints = (store: FingerprintStore, tasks: TaskStore): Endpoint[] => [
  lookupFingerprint(store, tasks),
  getFingerprint(store, tasks),
  listDuplicates(store, tasks),
];
