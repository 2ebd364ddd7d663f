import { errorOf, type Logger } from "../../monitoring/index.ts";
import type { ObjectStore } from "../../storage/index.ts";
import type { VersionRow, VersionStore } from "./version-store.ts";

/** Where a version's bytes are. */
export const versionKey = (tenantId: string, roomId: string, number: number): string =>
  `${tenantId}/rooms/${roomId}/versions/${number}`;

export interface VersionParts {
  versions: VersionStore;
  archive: ObjectStore;
}

export interface VersionToKeep {
  /** The whole document as one Yjs update. */
  update: Uint8Array;
  contributors: readonly string[];
  kind: VersionRow["kind"];
  /** What it is called; null for one that the room keeps by itself. */
  name: string | null;
  /** Who wanted it; `system` for the room itself. */
  createdBy: string;
}

/**
 * Keeps a version: takes a number, stores the bytes, and only then lets it be seen; what a crash leaves in between, the sweep
 * takes away.
 * @param most named versions that a room may have
 * @returns null when the room is gone, or has as many named ones as it may
 */
export async function keepVersion(
  { versions, archive }: VersionParts,
  tenantId: string,
  roomId: string,
  { update, contributors, ...version }: VersionToKeep,
  most: number,
  now: number,
): Promise<VersionRow | null> {
  const row = {
    ...version,
    roomId,
    createdAt: now,
    sizeBytes: update.byteLength,
    contributors: [...contributors],
  };
  const number = await versions.begin(tenantId, row, most);
  if (number === null) return null;
  const writer = archive.open(versionKey(tenantId, roomId, number));
  await writer.write(update);
  await writer.complete();
  await versions.complete(tenantId, roomId, number, now);
  return versions.find(tenantId, roomId, number);
}

/** Reads a version's bytes. @throws Error when the store has lost them */
export async function readVersion(
  archive: ObjectStore,
  tenantId: string,
  roomId: string,
  number: number,
): Promise<Uint8Array> {
  const object = await archive.read(versionKey(tenantId, roomId, number));
  if (!object) throw new Error("the bytes of a version are missing from the store");
  return new Uint8Array(await new Response(object.body).arrayBuffer());
}

const ABANDONED_MS = 3_600_000;
const SWEPT_AT_ONCE = 200;

/** Erases versions that their rooms keep no longer, and such as were never stored whole; gives how many. */
export async function sweepVersions(
  { versions, archive, log }: VersionParts & { log: Logger },
  now: number,
): Promise<number> {
  let swept = 0;
  for (const { tenantId, roomId, number } of await versions.takeOverdue(
    now,
    now - ABANDONED_MS,
    SWEPT_AT_ONCE,
  )) {
    try {
      await archive.erase(versionKey(tenantId, roomId, number));
      await versions.remove(tenantId, roomId, number);
      swept++;
    } catch (error) {
      log.error("version_not_erased", { cause: errorOf(error) });
    }
  }
  return swept;
}
