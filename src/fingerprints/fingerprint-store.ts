import { and, eq, or, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { compress, decompress } from "../audio/fingerprint/compare/index.ts";
import type { Database } from "../database/index.ts";
import { keysToStore } from "./index-keys.ts";
import { duplicates, fingerprintKeys, fingerprints } from "./tables.ts";

export type DuplicateRow = typeof duplicates.$inferSelect;
export type NewDuplicate = Pick<
  DuplicateRow,
  "duplicateOf" | "offsetSeconds" | "overlapSeconds" | "bitErrorRate"
>;

/** A track's fingerprint: all of the recording. */
export interface StoredFingerprint {
  trackId: string;
  durationMs: number;
  hashes: Uint32Array;
}

interface Row {
  trackId: string;
  durationMs: number;
  fingerprint: string;
}

/** The only SQL about fingerprints and duplicates. */
export function createFingerprintStore(db: Database, binding: D1Database) {
  const find = binding.prepare(
    "select track_id as trackId, duration_ms as durationMs, fingerprint from fingerprints where track_id = ?1 and tenant_id = ?2",
  );
  // The order of the tables is the plan: a probe of the index for each key, and the text of the best few only.
  const candidates = binding.prepare(
    `select f.track_id as trackId, f.duration_ms as durationMs, f.fingerprint from (
       select k.number, count(*) as votes from json_each(?2) j cross join fingerprint_keys k
       where k.tenant_id = ?1 and k.key = j.value group by k.number having votes > 1
       order by votes desc, k.number limit ?3
     ) best cross join fingerprints f on f.number = best.number and f.tenant_id = ?1 order by best.votes desc`,
  );
  const present = ({ fingerprint, ...row }: Row): StoredFingerprint => ({
    ...row,
    hashes: decompress(fingerprint),
  });
  const dropKeys = (tenantId: string, trackId: string) =>
    db.delete(fingerprintKeys).where(
      and(
        eq(fingerprintKeys.tenantId, tenantId),
        sql`(key, number) in (select j.value, f.number from fingerprints f, json_each(f.keys) j
          where f.track_id = ${trackId} and f.tenant_id = ${tenantId})`,
      ),
    );
  const dropDuplicates = (tenantId: string, trackId: string) =>
    db
      .delete(duplicates)
      .where(
        and(
          eq(duplicates.tenantId, tenantId),
          or(eq(duplicates.trackId, trackId), eq(duplicates.duplicateOf, trackId)),
        ),
      );

  return {
    /** Null when the tenant has no such track, or none that has been analysed. */
    find: async (tenantId: string, trackId: string): Promise<StoredFingerprint | null> => {
      const row = await find.bind(trackId, tenantId).first<Row>();
      return row && present(row);
    },

    /** The fingerprints that share the most of these keys, at least two, best first; one round trip. */
    candidates: async (tenantId: string, keys: number[], limit: number): Promise<StoredFingerprint[]> => {
      const { results } = await candidates.bind(tenantId, JSON.stringify(keys), limit).all<Row>();
      return results.map(present);
    },

    /**
     * The statements that write a track's fingerprint and its index over earlier ones, in this order in one batch; nothing
     * when the track has gone meanwhile.
     */
    put: (
      tenantId: string,
      { trackId, durationMs, hashes }: StoredFingerprint,
      now: number,
    ): BatchItem<"sqlite">[] => {
      const fingerprint = compress(hashes);
      const keys = JSON.stringify(keysToStore(hashes));
      return [
        dropKeys(tenantId, trackId),
        db
          .insert(fingerprints)
          .select(
            sql`select null, id, tenant_id, ${durationMs}, ${fingerprint}, ${keys}, ${now} from tracks
              where id = ${trackId} and tenant_id = ${tenantId}`,
          )
          .onConflictDoUpdate({
            target: fingerprints.trackId,
            set: { durationMs, fingerprint, keys, createdAt: now },
          }),
        db.insert(fingerprintKeys).select(
          sql`select f.tenant_id, j.value, f.number from fingerprints f, json_each(f.keys) j
            where f.track_id = ${trackId} and f.tenant_id = ${tenantId}`,
        ),
      ];
    },

    /** The statements that erase all that is kept of a track's sound print, in this order in one batch. */
    deleteOfTrack: (tenantId: string, trackId: string): BatchItem<"sqlite">[] => [
      dropKeys(tenantId, trackId),
      db
        .delete(fingerprints)
        .where(and(eq(fingerprints.tenantId, tenantId), eq(fingerprints.trackId, trackId))),
      dropDuplicates(tenantId, trackId),
    ],

    /** Writes a track's duplicates in place of those known before; none for tracks that have gone meanwhile. */
    setDuplicates: async (tenantId: string, trackId: string, found: NewDuplicate[], now: number) => {
      await db.batch([
        dropDuplicates(tenantId, trackId),
        db.insert(duplicates).select(
          sql`select ${tenantId}, ${trackId}, other.track_id, j.value ->> 'offsetSeconds',
              j.value ->> 'overlapSeconds', j.value ->> 'bitErrorRate', ${now}
            from json_each(${JSON.stringify(found)}) j
            join fingerprints other on other.track_id = j.value ->> 'duplicateOf' and other.tenant_id = ${tenantId}
            join fingerprints own on own.track_id = ${trackId} and own.tenant_id = ${tenantId}`,
        ),
      ]);
    },

    /** Pairs that a track is in, whichever of the two was found to be the other's. */
    duplicatesOf: (tenantId: string, trackId: string) =>
      db
        .select({
          trackId: duplicates.trackId,
          duplicateOf: duplicates.duplicateOf,
          offsetSeconds: duplicates.offsetSeconds,
          overlapSeconds: duplicates.overlapSeconds,
          bitErrorRate: duplicates.bitErrorRate,
        })
        .from(duplicates)
        .where(
          and(
            eq(duplicates.tenantId, tenantId),
            or(eq(duplicates.trackId, trackId), eq(duplicates.duplicateOf, trackId)),
          ),
        )
        .orderBy(duplicates.bitErrorRate),
  };
}

export type FingerprintStore = ReturnType<typeof createFingerprintStore>;
