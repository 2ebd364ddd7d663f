import type { Endpoint } from "../http/index.ts";
import type { ApiKeyStore } from "./api-key-store.ts";
import type { ElevationAudit } from "./elevation.ts";
import type { ElevationStore } from "./elevation-store.ts";
import type { KeyDirectory } from "./key-directory.ts";
import { createElevation } from "./routes/create-elevation.ts";
import { createKey } from "./routes/create-key.ts";
import { endElevation } from "./routes/end-elevation.ts";
import { listElevations } from "./routes/list-elevations.ts";
import { listKeys } from "./routes/list-keys.ts";
import { revokeKey } from "./routes/revoke-key.ts";

export { hashApiKey, mintApiKey } from "./api-key.ts";
export { type ApiKeyStore, createApiKeyStore } from "./api-key-store.ts";
export { authenticate } from "./authenticate.ts";
export { authorize, type FindElevated, type OnRefusal, recordRefusals } from "./authorize.ts";
export { createD1KeyDirectory } from "./d1-key-directory.ts";
export { createFindElevated, type ElevationAudit } from "./elevation.ts";
export { createElevationStore, type ElevationStore } from "./elevation-store.ts";
export type { KeyDirectory } from "./key-directory.ts";
export { rememberKeys } from "./remembered-key-directory.ts";

/** The operations of this room. */
export const authEndpoints = (keys: ApiKeyStore, directory: KeyDirectory): Endpoint[] => [
  createKey(keys),
  listKeys(keys),
  revokeKey(keys, directory),
];

/** The operations on elevations. */
export const elevationEndpoints = (store: ElevationStore, audit: ElevationAudit): Endpoint[] => [
  createElevation(store, audit),
  listElevations(store),
  endElevation(store, audit),
];
