import type { Invitation } from "../contract.ts";
import type { InvitationRow } from "./invitation-store.ts";

/** An invitation as the API shows it, without its token. */
export function presentInvitation(row: InvitationRow): Invitation {
  if (row.role === "owner") throw new Error("an invitation makes nobody an owner");
  return {
    id: row.id,
    role: row.role,
    email: row.email,
    created_by: row.createdBy,
    created_at: new Date(row.createdAt).toISOString(),
    expires_at: new Date(row.expiresAt).toISOString(),
    max_uses: row.maxUses,
    uses: row.uses,
  };
}
