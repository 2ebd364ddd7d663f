import { hashApiKey, mintApiKey } from "../../src/auth/api-key.ts";
import { newId, randomBase62 } from "../../src/database/identifier.ts";
import { hashPassword } from "../../src/identity/password.ts";
import { SCOPES } from "../../src/policy/principal.ts";
import { ownerRows } from "../owner-rows.ts";
import { type Wrangler, WranglerError } from "./wrangler.ts";

const COUNT = "select count(*) as tenants from tenants";

/** What opens a new deployment; stored nowhere but as hashes. */
export interface FirstTenant {
  key: string;
  email: string;
  password: string;
}

/**
 * Makes the first tenant of a deployed database, with an API key that may do everything and an owner who can sign in.
 * @param config the configuration that knows the database
 * @returns null when there is a tenant already
 * @throws WranglerError when the database does not answer
 */
export async function createFirstTenant(
  wrangler: Wrangler,
  database: string,
  config: string,
  email: string,
): Promise<FirstTenant | null> {
  const execute = ["d1", "execute", database, "--remote", "-c", config, "--yes"];
  const counted = await wrangler.look([...execute, "--json", "--command", COUNT]);
  if (counted.ok && tenantsIn(counted.output) > 0) return null;
  const first = { key: mintApiKey(), email, password: randomBase62(20) };
  await wrangler.act([...execute, "--command", insertionOf(first)]);
  return first;
}

/** Ids, hashes and scopes are of our own making and hold no quotes; the address is doubly quoted. */
function insertionOf({ key, email, password }: FirstTenant): string {
  const tenantId = newId();
  const values = [newId(), tenantId, "first", hashApiKey(key), key.slice(-4), JSON.stringify(SCOPES)];
  const quoted = values.map(quote).join(", ");
  const owner = ownerRows(tenantId, email, hashPassword(password)).map(({ sql, values }) => {
    const given = [...values];
    return `${sql.replace(/\?/g, () => quote(given.shift() ?? ""))};`;
  });
  return [
    `insert into tenants (id, name, slug) values ('${tenantId}', 'first', 'first');`,
    `insert into api_keys (id, tenant_id, name, hash, hint, scopes) values (${quoted});`,
    ...owner,
  ].join(" ");
}

function quote(value: string | number): string {
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

function tenantsIn(output: string): number {
  const start = output.indexOf("[");
  const answer = start < 0 ? [] : (JSON.parse(output.slice(start)) as { results?: { tenants?: number }[] }[]);
  const tenants = answer[0]?.results?.[0]?.tenants;
  if (tenants === undefined) throw new WranglerError(`The database's answer is not understood:\n${output}`);
  return tenants;
}
