import { newId } from "../../src/database/identifier.ts";
import type { BenchServers } from "./servers.ts";

const ROWS_A_STATEMENT = 500;

const INSERT = `insert into audio_features (track_id, tenant_id, body, etag, analyser, model)
  select value, ?1, replace(?2, '{id}', value), '"' || value || '"', 'bench', 'bench' from json_each(?3)`;

/**
 * Writes features straight into D1, so that no cache knows of them: as many rows as asked for, of the length that
 * analysed tracks have.
 * @param body the features of one track, with `{id}` in place of its id
 * @returns the ids of the tracks
 */
export async function seedFeatures(
  { database, tenantId }: BenchServers,
  body: string,
  count: number,
): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  for (let start = 0; start < count; start += ROWS_A_STATEMENT) {
    const some = JSON.stringify(ids.slice(start, start + ROWS_A_STATEMENT));
    await database.prepare(INSERT).bind(tenantId, body, some).run();
  }
  return ids;
}
