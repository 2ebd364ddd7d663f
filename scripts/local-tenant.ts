import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { hashApiKey, mintApiKey } from "../src/auth/api-key.ts";
import { newId } from "../src/database/identifier.ts";
import { SCOPES } from "../src/policy/principal.ts";
import type { LocalDatabase } from "./migrate.ts";

/** Where the local tenant's key is kept, readable by its owner only: the database knows no more than its hash. */
const KEY_FILE = "local-key";

/**
 * Makes sure that a local database has a tenant with a key that may do everything, and gives the key: the one of an
 * earlier start when it still works, else a new one.
 */
export async function prepareLocalTenant(database: LocalDatabase, stateFolder: string): Promise<string> {
  const file = path.join(stateFolder, KEY_FILE);
  const kept = await readFile(file, "utf8").catch(() => "");
  const key = kept.trim() || mintApiKey();
  const hash = hashApiKey(key);
  const live = "select tenant_id from api_keys where hash = ? and revoked_at is null";
  if (kept && (await database.prepare(live).bind(hash).first())) return key;

  const fresh = kept ? mintApiKey() : key;
  const tenant = await database
    .prepare("select id from tenants order by created_at limit 1")
    .first<{ id: string }>();
  const tenantId = tenant?.id ?? newId();
  await database.batch([
    database.prepare("insert or ignore into tenants (id, name) values (?, 'local')").bind(tenantId),
    database
      .prepare(
        "insert into api_keys (id, tenant_id, name, hash, hint, scopes) values (?, ?, 'local', ?, ?, ?)",
      )
      .bind(newId(), tenantId, hashApiKey(fresh), fresh.slice(-4), JSON.stringify(SCOPES)),
  ]);
  await mkdir(stateFolder, { recursive: true });
  await writeFile(file, `${fresh}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return fresh;
}
