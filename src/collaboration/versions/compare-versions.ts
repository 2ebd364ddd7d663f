import type { Change } from "../contract.ts";
import { projectDocument } from "../documents/index.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { reachRoom, readState } from "../rooms/reach-room.ts";
import type { RoomRow } from "../rooms/room-store.ts";
import { attribute } from "./attribute.ts";
import { contributorsSince, indexAuthors } from "./authors.ts";
import { blameOf } from "./blame.ts";
import { diffJson } from "./diff.ts";
import { readVersion } from "./keep-version.ts";
import { openDocument } from "./open-document.ts";
import type { VersionRow } from "./version-store.ts";

/** Changes that one answer tells. */
const MOST_CHANGES = 1_000;

export interface Comparison {
  contributors: string[];
  changes: Change[];
  isTruncated: boolean;
}

/**
 * What has changed from one version to another, or to the document as it is, and by whom.
 * @param to null for the document as it is now
 * @throws ApiError `document_quarantined`
 */
export async function compareVersions(
  parts: Pick<CollaborationParts, "versions" | "archive" | "namespace" | "directory">,
  { tenantId, id, kind }: Pick<RoomRow, "tenantId" | "id" | "kind">,
  from: VersionRow,
  to: VersionRow | null,
): Promise<Comparison> {
  const object = await reachRoom(parts, tenantId, id);
  const read = (number: number) => readVersion(parts.archive, tenantId, id, number);
  const spans = await object.authors();
  const before = openDocument(await read(from.number));
  const after = openDocument(to ? await read(to.number) : await readState(object));
  const contributors = to
    ? await parts.versions.contributorsBetween(
        tenantId,
        id,
        Math.min(from.number, to.number),
        Math.max(from.number, to.number),
      )
    : contributorsSince(spans, from.createdAt);
  const { issues: _, ...was } = projectDocument(before, kind);
  const { issues: __, ...is } = projectDocument(after, kind);
  const { changes, isTruncated } = diffJson(was, is, MOST_CHANGES);
  const blame = blameOf(after, indexAuthors(spans));
  return { contributors, changes: attribute(changes, blame, contributors), isTruncated };
}
