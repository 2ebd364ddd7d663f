import { and, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../database/index.ts";
import type { StoredPart } from "./parts.ts";
import { analysisParts, requestedAnalyses } from "./tables.ts";

export type RequestedAnalysisRow = typeof requestedAnalyses.$inferSelect;
export type NewRequestedAnalysis = Omit<typeof requestedAnalyses.$inferInsert, "tenantId">;

/** A part's answer as it is kept and sent. */
export interface StoredPartRow {
  body: string;
  etag: string;
}

/** The only SQL about the parts of analyses, and about analyses that were asked for. */
export function createAnalysisStore(db: Database) {
  const own = (tenantId: string, id: string) =>
    and(eq(requestedAnalyses.tenantId, tenantId), eq(requestedAnalyses.id, id));
  return {
    findPart: async (tenantId: string, trackId: string, part: StoredPart): Promise<StoredPartRow | null> => {
      const [row] = await db
        .select({ body: analysisParts.body, etag: analysisParts.etag })
        .from(analysisParts)
        .where(
          and(
            eq(analysisParts.tenantId, tenantId),
            eq(analysisParts.trackId, trackId),
            eq(analysisParts.part, part),
          ),
        )
        .limit(1);
      return row ?? null;
    },

    /** The statement that writes a track's parts over earlier ones; nothing, when the track has gone meanwhile. */
    putParts: (
      tenantId: string,
      trackId: string,
      analyser: string,
      parts: readonly (StoredPartRow & { part: StoredPart })[],
      now: number,
    ) =>
      db
        .insert(analysisParts)
        .select(
          sql`select tracks.id, ${tenantId}, j.value ->> 'part', j.value ->> 'body', j.value ->> 'etag', ${analyser}, ${now}
            from json_each(${JSON.stringify(parts)}) j
            join tracks on tracks.id = ${trackId} and tracks.tenant_id = ${tenantId} where true`,
        )
        .onConflictDoUpdate({
          target: [analysisParts.trackId, analysisParts.part],
          set: {
            body: sql`excluded.body`,
            etag: sql`excluded.etag`,
            analyser: sql`excluded.analyser`,
            createdAt: now,
          },
        }),

    /** The statements that erase all that is kept of a track's analyses. */
    deleteOfTrack: (tenantId: string, trackId: string) =>
      [
        db
          .delete(analysisParts)
          .where(and(eq(analysisParts.tenantId, tenantId), eq(analysisParts.trackId, trackId))),
        db
          .delete(requestedAnalyses)
          .where(and(eq(requestedAnalyses.tenantId, tenantId), eq(requestedAnalyses.trackId, trackId))),
      ] as const,

    /** Writes a requested analysis together with its task; nothing, when the tenant has no such track. */
    request: async (
      tenantId: string,
      { id, trackId, parts, matrices, format, createdAt, expiresAt }: NewRequestedAnalysis,
      task: Parameters<Database["batch"]>[0][0],
    ): Promise<void> => {
      await db.batch([
        db.insert(requestedAnalyses).select(
          sql`select ${id}, ${tenantId}, tracks.id, ${JSON.stringify(parts)}, ${JSON.stringify(matrices)}, ${format},
              ${createdAt}, ${expiresAt} from tracks where id = ${trackId} and tenant_id = ${tenantId}`,
        ),
        task,
      ]);
    },

    find: async (tenantId: string, id: string): Promise<RequestedAnalysisRow | null> => {
      const [row] = await db.select().from(requestedAnalyses).where(own(tenantId, id)).limit(1);
      return row ?? null;
    },

    forget: async (tenantId: string, id: string) => {
      await db.delete(requestedAnalyses).where(own(tenantId, id));
    },

    /** Requested analyses, over all tenants, whose time is over. */
    findExpired: (now: number, limit: number) =>
      db.select().from(requestedAnalyses).where(lt(requestedAnalyses.expiresAt, now)).limit(limit),
  };
}

export type AnalysisStore = ReturnType<typeof createAnalysisStore>;
