import { hashApiKey, mintApiKey } from "../src/auth/api-key.ts";
import { newId } from "../src/database/identifier.ts";
import { SCOPES } from "../src/policy/principal.ts";
import { type LocalOwner, prepareLocalOwner } from "./local-owner.ts";
import { keepSecret, replaceSecret } from "./local-secret.ts";
import type { LocalDatabase } from "./migrate.ts";

/** Where the local tenant's key is kept, readable by its owner only: the database knows no more than its hash. */
const KEY_FILE = "local-key";

export interface LocalTenant {
  id: string;
  /** An API key that may do everything a key can. */
  key: string;
  owner: LocalOwner;
}

/**
 * Makes sure that a local database has a tenant, with a key and an owner, and gives them: those of an earlier start
 * where they still work, else new ones.
 */
export async function prepareLocalTenant(database: LocalDatabase, stateFolder: string): Promise<LocalTenant> {
  const id = await prepareTenant(database);
  const key = await prepareKey(database, stateFolder, id);
  return { id, key, owner: await prepareLocalOwner(database, stateFolder, id) };
}

async function prepareTenant(database: LocalDatabase): Promise<string> {
  const tenant = await database
    .prepare("select id from tenants order by created_at limit 1")
    .first<{ id: string }>();
  if (tenant) return tenant.id;
  const id = newId();
  await database.prepare("insert into tenants (id, name, slug) values (?, 'local', 'local')").bind(id).run();
  return id;
}

async function prepareKey(database: LocalDatabase, stateFolder: string, tenantId: string): Promise<string> {
  const scopes = JSON.stringify(SCOPES);
  const kept = await keepSecret(stateFolder, KEY_FILE, mintApiKey);
  // A key of an earlier version may lack scopes that there are now.
  const live = "update api_keys set scopes = ? where hash = ? and revoked_at is null returning id";
  if (await database.prepare(live).bind(scopes, hashApiKey(kept)).first()) return kept;
  const known = await database
    .prepare("select id from api_keys where hash = ?")
    .bind(hashApiKey(kept))
    .first();
  const key = known ? await replaceSecret(stateFolder, KEY_FILE, mintApiKey) : kept;
  await database
    .prepare("insert into api_keys (id, tenant_id, name, hash, hint, scopes) values (?, ?, 'local', ?, ?, ?)")
    .bind(newId(), tenantId, hashApiKey(key), key.slice(-4), scopes)
    .run();
  return key;
}
