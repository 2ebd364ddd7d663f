import { hashApiKey, mintApiKey } from "../../src/auth/api-key.ts";
import { newId } from "../../src/database/identifier.ts";
import { SCOPES } from "../../src/policy/principal.ts";
import { type Wrangler, WranglerError } from "./wrangler.ts";

const COUNT = "select count(*) as tenants from tenants";

/**
 * Makes the first tenant of a deployed database, with an API key that may do everything.
 * @param config the configuration that knows the database
 * @returns the key, which is stored nowhere; null when there is a tenant already
 * @throws WranglerError when the database does not answer
 */
export async function createFirstTenant(
  wrangler: Wrangler,
  database: string,
  config: string,
): Promise<string | null> {
  const execute = ["d1", "execute", database, "--remote", "-c", config, "--yes"];
  const counted = await wrangler.look([...execute, "--json", "--command", COUNT]);
  if (counted.ok && tenantsIn(counted.output) > 0) return null;
  const key = mintApiKey();
  await wrangler.act([...execute, "--command", await insertionOf(key)]);
  return key;
}

/** Ids, hash and scopes are of our own making and hold no quotes, so that they can stand in the SQL as they are. */
async function insertionOf(key: string): Promise<string> {
  const tenantId = newId();
  const values = [newId(), tenantId, "first", await hashApiKey(key), key.slice(-4), JSON.stringify(SCOPES)];
  const quoted = values.map((value) => `'${value}'`).join(", ");
  return [
    `insert into tenants (id, name) values ('${tenantId}', 'first');`,
    `insert into api_keys (id, tenant_id, name, hash, hint, scopes) values (${quoted});`,
  ].join(" ");
}

function tenantsIn(output: string): number {
  const start = output.indexOf("[");
  const answer = start < 0 ? [] : (JSON.parse(output.slice(start)) as { results?: { tenants?: number }[] }[]);
  const tenants = answer[0]?.results?.[0]?.tenants;
  if (tenants === undefined) throw new WranglerError(`The database's answer is not understood:\n${output}`);
  return tenants;
}
