import { and, asc, eq, sql } from "drizzle-orm";
import { type Database, newId } from "../database/index.ts";
import { ROLES, type Role } from "../policy/index.ts";
import { tenants } from "../tenants/index.ts";
import { members, users } from "./tables.ts";

export interface Membership {
  tenantId: string;
  role: Role;
}

/** The SQL about who belongs to which tenant that better-auth does not write itself. */
export function createMembershipStore(db: Database) {
  const listed = (userId: string) =>
    db
      .select({ tenantId: members.organizationId, role: members.role })
      .from(members)
      .where(eq(members.userId, userId))
      .orderBy(asc(members.createdAt), asc(members.id));

  return {
    /** What somebody is in a tenant; null for nothing. */
    findRole: async (tenantId: string, userId: string): Promise<Role | null> => {
      const [row] = await db
        .select({ role: members.role })
        .from(members)
        .where(and(eq(members.organizationId, tenantId), eq(members.userId, userId)))
        .limit(1);
      return roleOf(row?.role);
    },

    /** All that a person belongs to, oldest first. */
    findTenantsOf: async (userId: string): Promise<Membership[]> =>
      (await listed(userId)).flatMap(membershipOf),

    /** What a person belonged to first; null for who belongs to no tenant. */
    findFirst: async (userId: string): Promise<Membership | null> =>
      (await listed(userId).limit(1)).flatMap(membershipOf)[0] ?? null,

    /** Whose account has an address, with the tenant its owner first belonged to. One query, found or not. */
    findByEmail: async (email: string): Promise<{ userId: string; tenantId: string | null } | null> => {
      const [row] = await db
        .select({ userId: users.id, tenantId: members.organizationId })
        .from(users)
        .leftJoin(members, eq(members.userId, users.id))
        .where(eq(users.email, email.toLowerCase()))
        .orderBy(asc(members.createdAt), asc(members.id))
        .limit(1);
      return row ?? null;
    },

    /**
     * Makes somebody owner of a tenant that has none; false, and nothing done, where there is one. One statement, because of
     * two who do this at once only one may succeed. The values stand in the order of the table's columns.
     */
    restoreOwner: async (tenantId: string, userId: string): Promise<boolean> => {
      const restored = await db
        .insert(members)
        .select(
          sql`select ${newId()}, ${tenantId}, ${userId}, 'owner', ${Date.now()} where not exists
            (select 1 from members as other where other.tenant_id = ${tenantId} and other.role = 'owner')`,
        )
        .onConflictDoUpdate({ target: [members.organizationId, members.userId], set: { role: "owner" } })
        .returning({ id: members.id });
      return restored.length > 0;
    },

    /** Makes a tenant and its owner at once. */
    createTenant: async (tenantId: string, name: string, userId: string): Promise<void> => {
      const createdAt = new Date();
      await db.batch([
        db.insert(tenants).values({ id: tenantId, name, slug: tenantId, createdAt }),
        db
          .insert(members)
          .values({ id: newId(), organizationId: tenantId, userId, role: "owner", createdAt }),
      ]);
    },
  };
}

export type MembershipStore = ReturnType<typeof createMembershipStore>;

/** A stored role, when it is one that a person can have. */
export function roleOf(text: string | null | undefined): Role | null {
  const role = ROLES.find((known) => known === text);
  return role === undefined || role === "service" ? null : role;
}

function membershipOf({ tenantId, role }: { tenantId: string; role: string }): Membership[] {
  const known = roleOf(role);
  return known ? [{ tenantId, role: known }] : [];
}
