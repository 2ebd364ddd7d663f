import { newId, randomBase62 } from "../src/database/identifier.ts";
import { hashPassword, verifyPassword } from "../src/identity/password.ts";
import { keepSecret } from "./local-secret.ts";
import type { LocalDatabase } from "./migrate.ts";

const EMAIL = "owner@descant.local";
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
  await database.batch(ownerStatements(database, tenantId, EMAIL, hashPassword(password)));
  return { email: EMAIL, password };
}

/** What a start prints of it. */
export function signInLine(origin: string, { email, password }: LocalOwner): string {
  return `Sign in as the owner      ${origin}/sign-in   ${email}   ${password ?? "(the password you chose)"}`;
}

function ownerStatements(database: LocalDatabase, tenantId: string, email: string, hash: string) {
  const userId = newId();
  const now = Date.now();
  return [
    database
      .prepare(
        "insert into users (id, name, email, email_verified, created_at, updated_at) values (?, 'Owner', ?, 1, ?, ?)",
      )
      .bind(userId, email, now, now),
    database
      .prepare(
        `insert into accounts (id, user_id, account_id, provider_id, password, created_at, updated_at)
         values (?, ?, ?, 'credential', ?, ?, ?)`,
      )
      .bind(newId(), userId, userId, hash, now, now),
    database
      .prepare("insert into members (id, tenant_id, user_id, role, created_at) values (?, ?, ?, 'owner', ?)")
      .bind(newId(), tenantId, userId, now),
  ];
}
