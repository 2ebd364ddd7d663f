import type { RoomRole } from "./roles.ts";
import type { RoomMember, RoomRecord } from "./room-directory.ts";

/** What a member is, and since which epoch of the record: tokens of another are void. */
export interface Standing {
  role: RoomRole;
  epoch: number;
}

/** The members as a room's object knows them. */
export interface MembersState {
  epoch: number;
  members: ReadonlyMap<string, Standing>;
}

export const NO_MEMBERS: MembersState = { epoch: -1, members: new Map() };

/**
 * Takes over a record of the members. Whoever keeps their role keeps their standing, so that others' changes void nobody's
 * tokens. A record no newer than what is known changes nothing: messages overtake each other.
 */
export function takeMembers(
  state: MembersState,
  record: Pick<RoomRecord, "members" | "epoch">,
): MembersState {
  const { epoch } = record;
  if (epoch <= state.epoch) return state;
  const members = new Map<string, Standing>();
  for (const { actor, role } of record.members) {
    const known = state.members.get(actor);
    members.set(actor, known?.role === role ? known : { role, epoch });
  }
  return { epoch, members };
}

/** The members as they are stored: with the epoch of their standing. */
export function writeMembers({ epoch, members }: MembersState) {
  return { epoch, members: [...members].map(([actor, standing]) => ({ actor, ...standing })) };
}

/** Reads what `writeMembers` wrote. */
export function readMembers(written: { epoch: number; members: (RoomMember & Standing)[] }): MembersState {
  const members = written.members.map(({ actor, role, epoch }) => [actor, { role, epoch }] as const);
  return { epoch: written.epoch, members: new Map(members) };
}
