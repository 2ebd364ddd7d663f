import { newId } from "../src/database/identifier.ts";

/** A statement with its values, for whatever runs SQL. */
export interface Statement {
  sql: string;
  values: (string | number)[];
}

/** The rows that make somebody the owner of a tenant: a person, a password (hashed), a membership. */
export function ownerRows(tenantId: string, email: string, passwordHash: string): Statement[] {
  const userId = newId();
  const now = Date.now();
  return [
    {
      sql: "insert into users (id, name, email, email_verified, created_at, updated_at) values (?, 'Owner', ?, 1, ?, ?)",
      values: [userId, email, now, now],
    },
    {
      sql:
        "insert into accounts (id, user_id, account_id, provider_id, password, created_at, updated_at) " +
        "values (?, ?, ?, 'credential', ?, ?, ?)",
      values: [newId(), userId, userId, passwordHash, now, now],
    },
    {
      sql: "insert into members (id, tenant_id, user_id, role, created_at) values (?, ?, ?, 'owner', ?)",
      values: [newId(), tenantId, userId, now],
    },
  ];
}
