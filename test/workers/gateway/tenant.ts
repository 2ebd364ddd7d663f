import { env, exports } from "cloudflare:workers";
import { createApiKeyStore, hashApiKey, mintApiKey } from "../../../src/auth/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { SCOPES, type Scope } from "../../../src/policy/index.ts";
import { createTenantStore } from "../../../src/tenants/index.ts";

export const ORIGIN = "http://descant.test";

/** A tenant of the real gateway, with a key, for one test to use. */
export interface Tenant {
  id: string;
  key: string;
  keyId: string;
  /** Asks the gateway as this tenant; a path is taken on our origin. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Asks the gateway as it stands, without a key. */
export function ask(path: string, init?: RequestInit): Promise<Response> {
  return exports.default.fetch(new Request(new URL(path, ORIGIN), init));
}

/** Makes a tenant, or another key of one, with the given scopes. */
export async function createTenant(scopes: readonly Scope[] = SCOPES, id = newId()): Promise<Tenant> {
  const keys = createApiKeyStore(openDatabase(env.DB));
  const key = mintApiKey();
  await createTenantStore(openDatabase(env.DB)).create(id, "test");
  const row = await keys.insert(id, {
    id: newId(),
    name: "test",
    hash: hashApiKey(key),
    hint: key.slice(-4),
    scopes: [...scopes],
  });
  return {
    id,
    key,
    keyId: row.id,
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${key}`);
      return ask(path, { ...init, headers });
    },
  };
}

/** The error of an answer, checked to be in the one envelope. */
export async function errorOf(response: Response) {
  const { error } = await response.json<{
    error: {
      status: number;
      message: string;
      code: string;
      request_id: string;
      details?: Record<string, unknown>;
    };
  }>();
  if (error.status !== response.status)
    throw new Error(`the envelope says ${error.status}, the answer ${response.status}`);
  if (error.request_id !== response.headers.get("x-request-id"))
    throw new Error("the envelope names another request");
  return error;
}
