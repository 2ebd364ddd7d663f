import { newId, randomBase62 } from "../src/database/identifier.ts";
import { hashPassword, verifyPassword } from "../src/identity/password.ts";
import { keepSecret } from "./local-secret.ts";
import type { LocalDatabase } from "./migrate.ts";
import { ownerRows } from "./owner-rows.ts";

/** An address that is nobody's, for an owner who has not said theirs. */
export const OWNER_EMAIL = "owner@descant.local";
/** Where the password is kept, readable by its owner only: the database knows no more than its hash. */
const PASSWORD_FILE = "owner-password";

/** How to sign in as the owner of the local tenant. */
export interface LocalOwner {
  email: string;
  /** Null once the owner has chosen another one. */
  password: string | null;
}

/** Makes sure that the local tenant has an owner who can sign in, and says how. */
export async function prepareLocalOwner(
  database: LocalDatabase,
  stateFolder: string,
  tenantId: string,
): Promise<LocalOwner> {
  const password = await keepSecret(stateFolder, PASSWORD_FILE, () => randomBase62(20));
  const owner = await database
    .prepare(
      `select users.email, accounts.password from members
       join users on users.id = members.user_id
       left join accounts on accounts.user_id = users.id and accounts.provider_id = 'credential'
       where members.tenant_id = ? and members.role = 'owner' order by members.created_at limit 1`,
    )
    .bind(tenantId)
    .first<{ email: string; password: string | null }>();
  if (owner) {
    const unchanged = owner.password !== null && verifyPassword(password, owner.password);
    return { email: owner.email, password: unchanged ? password : null };
  }
  const known = await database
    .prepare("select id from users where email = ?")
    .bind(OWNER_EMAIL)
    .first<{ id: string }>();
  if (known) {
    // They are there and own it no longer, and neither does anybody else: who runs the server owns its tenant.
    await database
      .prepare(
        `insert into members (id, tenant_id, user_id, role, created_at) values (?, ?, ?, 'owner', ?)
         on conflict (tenant_id, user_id) do update set role = 'owner'`,
      )
      .bind(newId(), tenantId, known.id, Date.now())
      .run();
    return prepareLocalOwner(database, stateFolder, tenantId);
  }
  const rows = ownerRows(tenantId, OWNER_EMAIL, hashPassword(password));
  await database.batch(rows.map(({ sql, values }) => database.prepare(sql).bind(...values)));
  return { email: OWNER_EMAIL, password };
}

/** What a start prints of it. */
export function signInLine(origin: string, { email, password }: LocalOwner): string {
  return `Sign in as the owner      ${origin}/sign-in   ${email}   ${password ?? "(the password you chose)"}`;
}
