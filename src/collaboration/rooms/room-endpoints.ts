import type { AppContext, Endpoint } from "../../http/index.ts";
import { acceptInvitation } from "../routes/accept-invitation.ts";
import { archiveRoom } from "../routes/archive-room.ts";
import { createComment } from "../routes/create-comment.ts";
import { createInvitation } from "../routes/create-invitation.ts";
import { createRoom } from "../routes/create-room.ts";
import { createToken } from "../routes/create-token.ts";
import { createVersion } from "../routes/create-version.ts";
import { deleteComment } from "../routes/delete-comment.ts";
import { deleteRoom } from "../routes/delete-room.ts";
import { diffVersions } from "../routes/diff-versions.ts";
import { duplicateRoom } from "../routes/duplicate-room.ts";
import { exportDocument } from "../routes/export-document.ts";
import { followEvents } from "../routes/follow-events.ts";
import { getBlame } from "../routes/get-blame.ts";
import { getDocument } from "../routes/get-document.ts";
import { getRoom } from "../routes/get-room.ts";
import { getVersion } from "../routes/get-version.ts";
import { listComments } from "../routes/list-comments.ts";
import { listInvitations } from "../routes/list-invitations.ts";
import { listMembers } from "../routes/list-members.ts";
import { listNotifications } from "../routes/list-notifications.ts";
import { listRooms } from "../routes/list-rooms.ts";
import { listVersions } from "../routes/list-versions.ts";
import { markNotifications } from "../routes/mark-notifications.ts";
import { patchDocument } from "../routes/patch-document.ts";
import { putMember } from "../routes/put-member.ts";
import { removeMember } from "../routes/remove-member.ts";
import { restoreRoom } from "../routes/restore-room.ts";
import { restoreVersion } from "../routes/restore-version.ts";
import { revokeInvitation } from "../routes/revoke-invitation.ts";
import { updateComment } from "../routes/update-comment.ts";
import { updateRoom } from "../routes/update-room.ts";
import type { CollaborationParts } from "./collaboration-parts.ts";

const ENDPOINTS = [
  createRoom,
  listRooms,
  getRoom,
  updateRoom,
  archiveRoom,
  duplicateRoom,
  deleteRoom,
  restoreRoom,
  listMembers,
  putMember,
  removeMember,
  createInvitation,
  listInvitations,
  revokeInvitation,
  acceptInvitation,
  createToken,
  getDocument,
  patchDocument,
  exportDocument,
  getBlame,
  createVersion,
  listVersions,
  getVersion,
  diffVersions,
  restoreVersion,
  listComments,
  createComment,
  updateComment,
  deleteComment,
  listNotifications,
  markNotifications,
];

/**
 * The operations on rooms, but for the socket that editors speak y-websocket on.
 * @param countStranger counts a request without a good credential; refuses it when its address has sent too many
 */
export const roomEndpoints = (
  parts: CollaborationParts,
  countStranger: (c: AppContext) => Promise<void>,
): Endpoint[] => [...ENDPOINTS.map((make) => make(parts)), followEvents(parts, countStranger)];
