import type { Version } from "../contract.ts";
import type { VersionRow } from "./version-store.ts";

/** A version as the API shows it. */
export const presentVersion = (row: VersionRow): Version => ({
  number: row.number,
  kind: row.kind,
  name: row.name,
  created_by: row.createdBy,
  created_at: new Date(row.createdAt).toISOString(),
  size_bytes: row.sizeBytes,
  contributors: row.contributors,
});
