import type { Endpoint } from "../http/index.ts";
import type { ApiKeyStore } from "./api-key-store.ts";
import type { ElevationAudit } from "./elevation.ts";
import type { ElevationStore } from "./elevation-store.ts";
import type { KeyDirectory } from "./key-directory.ts";
import type { KeyTrail } from "./key-trail.ts";
import { createElevation } from "./routes/create-elevation.ts";
import { createKey } from "./routes/create-key.ts";
import { endElevation } from "./routes/end-elevation.ts";
import { listElevations } from "./routes/list-elevations.ts";
import { listKeys } from "./routes/list-keys.ts";
import { revokeKey } from "./routes/revoke-key.ts";
import { rotateKey } from "./routes/rotate-key.ts";

export { createAccessTokenDirectory } from "./access-token.ts";
export { hashApiKey, mintApiKey } from "./api-key.ts";
export { type ApiKeyStore, createApiKeyStore } from "./api-key-store.ts";
export { authenticate, credentialOf } from "./authenticate.ts";
export { authorize, type FindElevated, type OnRefusal, recordRefusals } from "./authorize.ts";
export { createCredentialDirectory } from "./credential-directory.ts";
export { createFindElevated, type ElevationAudit } from "./elevation.ts";
export { createElevationStore, type ElevationStore } from "./elevation-store.ts";
export { createIdentityLine, type IdentityLine } from "./identity-line.ts";
export type { CredentialDirectory, KeyDirectory } from "./key-directory.ts";
export type { KeyTrail } from "./key-trail.ts";
export { rememberKeys } from "./remembered-key-directory.ts";
export { type ResolvedKey, resolveKey } from "./resolve-key.ts";
export { type AskForKey, createRpcKeyDirectory } from "./rpc-key-directory.ts";
export { createSigningKeyCache, type FetchKeys } from "./signing-key-cache.ts";
export { principalOf } from "./token-claims.ts";

/** The operations on API keys. */
export const authEndpoints = (keys: ApiKeyStore, directory: KeyDirectory, trail: KeyTrail): Endpoint[] => [
  createKey(keys, trail),
  listKeys(keys),
  revokeKey(keys, directory, trail),
  rotateKey(keys, directory, trail),
];

/** The operations on elevations. */
export const elevationEndpoints = (store: ElevationStore, audit: ElevationAudit): Endpoint[] => [
  createElevation(store, audit),
  listElevations(store),
  endElevation(store, audit),
];
