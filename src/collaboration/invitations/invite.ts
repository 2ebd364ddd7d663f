import { newId, randomBase62 } from "../../database/index.ts";
import { ApiError } from "../../http/index.ts";
import type { Principal } from "../../policy/index.ts";
import type { RoomRole } from "../access/index.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { tellRoom } from "../rooms/tell-room.ts";
import type { InvitationProof, InvitationRow } from "./invitation-store.ts";

const HOUR_MS = 3_600_000;
/** 256 bits. */
const TOKEN_CHARACTERS = 43;

type Parts = Pick<
  CollaborationParts,
  "invitations" | "notifications" | "audit" | "namespace" | "directory" | "log" | "limits"
>;

export interface Invite {
  role: Exclude<RoomRole, "owner">;
  email: string | null;
  hours: number;
  maxUses: number;
}

/** SHA-256 of an invitation's token, in hexadecimal: all that is kept of it. */
export async function hashInvitation(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Makes an invitation into a room. Where it names the address of somebody of the tenant, they find it in their inbox.
 * @returns the invitation with its token, which is not kept
 * @throws ApiError `room_full` when too many are open already
 */
export async function invite(
  { invitations, notifications, audit, limits }: Parts,
  { tenantId, actor }: Pick<Principal, "tenantId" | "actor">,
  roomId: string,
  { role, email, hours, maxUses }: Invite,
  now: number,
): Promise<{ row: InvitationRow; token: string }> {
  const token = randomBase62(TOKEN_CHARACTERS);
  const id = newId();
  const hash = await hashInvitation(token);
  const expiresAt = now + hours * HOUR_MS;
  const row = { id, roomId, hash, role, email, createdBy: actor, createdAt: now, expiresAt, maxUses };
  const event = {
    action: "room_invitation_created",
    outcome: "done",
    actor,
    target: `room:${roomId}`,
    details: { role, invitation: id, by_email: email !== null },
  } as const;
  const entry = audit.entryIfChanged(tenantId, event);
  if (!(await invitations.insert(tenantId, row, limits.invitations, entry))) {
    throw new ApiError("room_full", `A room has at most ${limits.invitations} open invitations.`);
  }
  const invited = email === null ? null : await invitations.findActorByEmail(tenantId, email);
  if (invited !== null) {
    const note = { actor: invited, roomId, kind: "invited" as const, causedBy: actor, subject: id, at: now };
    await notifications.insert(tenantId, [note]);
  }
  await audit.chain(tenantId);
  return { row: { ...row, tenantId, uses: 0 }, token };
}

/**
 * Accepts an invitation. Whoever is as much or more in the room already stays what they are, and it is not used up; who comes
 * again by the one that they came in by is let in again.
 * @returns the room's id
 * @throws ApiError `not_found` for one that is unknown, another tenant's, somebody else's, expired, used up or taken back,
 * alike; `room_full`
 */
export async function acceptInvitation(
  parts: Parts & Pick<CollaborationParts, "members">,
  { tenantId, actor }: Pick<Principal, "tenantId" | "actor">,
  proof: InvitationProof,
  now: number,
): Promise<string> {
  const { invitations, members, audit, limits } = parts;
  const invitation = await invitations.findOpen(tenantId, actor, proof, now);
  if (!invitation) {
    const joined = await invitations.findJoined(tenantId, actor, proof);
    if (joined !== null) return joined;
    throw noSuchInvitation();
  }
  const { id, roomId, role } = invitation;
  const event = {
    action: "room_joined",
    outcome: "done",
    actor,
    target: `room:${roomId}`,
    details: { role, invitation: id },
  } as const;
  const who = { actor, most: limits.members, now };
  const entry = audit.entryIfChanged(tenantId, event);
  const isJoined = await invitations.use(tenantId, { id, roomId, role }, who, entry);
  if (isJoined) {
    await tellRoom(parts, tenantId, roomId, {
      isRecordChanged: true,
      events: [{ type: "member_changed", actor, member: actor, role }],
    });
    await audit.chain(tenantId);
    return roomId;
  }
  if (await members.find(tenantId, roomId, actor)) return roomId;
  if (!(await invitations.findOpen(tenantId, actor, proof, now))) throw noSuchInvitation();
  throw new ApiError("room_full", `A room has at most ${limits.members} members.`);
}

function noSuchInvitation(): ApiError {
  return new ApiError(
    "not_found",
    "There is no such invitation for you: it may have expired, or been used up or taken back.",
  );
}
