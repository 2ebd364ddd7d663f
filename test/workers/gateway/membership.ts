import { env } from "cloudflare:workers";
import { newId } from "../../../src/database/index.ts";
import type { Role } from "../../../src/policy/index.ts";

/** Writes what identity would have written of somebody who is something in a tenant, or has become it. */
export async function writeMembership(tenantId: string, userId: string, role: Role): Promise<void> {
  await env.DB.batch([
    env.DB.prepare(
      "insert into users (id, name, email, created_at, updated_at) values (?, 'test', ?, 0, 0) on conflict do nothing",
    ).bind(userId, `${userId}@example.org`),
    env.DB.prepare(
      `insert into members (id, tenant_id, user_id, role, created_at) values (?, ?, ?, ?, 0)
       on conflict (tenant_id, user_id) do update set role = excluded.role`,
    ).bind(newId(), tenantId, userId, role),
  ]);
}

/** Takes somebody out of a tenant. */
export async function removeMembership(tenantId: string, userId: string): Promise<void> {
  await env.DB.prepare("delete from members where tenant_id = ? and user_id = ?")
    .bind(tenantId, userId)
    .run();
}
