import { and, desc, eq, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../database/index.ts";
import { calibrations } from "./tables.ts";

export type CalibrationRow = typeof calibrations.$inferSelect;
export type NewCalibration = Omit<CalibrationRow, "tenantId">;

/** The only SQL about calibrations. */
export function createCalibrationStore(db: Database) {
  const own = (tenantId: string, id: string) =>
    and(eq(calibrations.tenantId, tenantId), eq(calibrations.id, id));
  return {
    /** Writes a calibration, with what else must be true at the same moment. */
    insert: async (tenantId: string, row: NewCalibration, alongside: BatchItem<"sqlite">) => {
      await db.batch([db.insert(calibrations).values({ ...row, tenantId }), alongside]);
    },

    find: async (tenantId: string, id: string): Promise<CalibrationRow | null> => {
      const [row] = await db.select().from(calibrations).where(own(tenantId, id)).limit(1);
      return row ?? null;
    },

    count: async (tenantId: string): Promise<number> => {
      const [row] = await db
        .select({ total: sql<number>`count(*)` })
        .from(calibrations)
        .where(eq(calibrations.tenantId, tenantId));
      return row?.total ?? 0;
    },

    /** A page of a tenant's calibrations, newest first, with the number of all. */
    page: async (tenantId: string, limit: number, offset: number) => {
      const [rows, count] = await db.batch([
        db
          .select()
          .from(calibrations)
          .where(eq(calibrations.tenantId, tenantId))
          .orderBy(desc(calibrations.createdAt), desc(calibrations.id))
          .limit(limit)
          .offset(offset),
        db
          .select({ total: sql<number>`count(*)` })
          .from(calibrations)
          .where(eq(calibrations.tenantId, tenantId)),
      ]);
      return { rows, total: count[0]?.total ?? 0 };
    },

    /** Erases a calibration, and right behind it writes what has to follow if it was there. */
    erase: async (tenantId: string, id: string, alongside: BatchItem<"sqlite">): Promise<boolean> => {
      const [deleted] = await db.batch([db.delete(calibrations).where(own(tenantId, id)), alongside]);
      return deleted.meta.changes > 0;
    },
  };
}

export type CalibrationStore = ReturnType<typeof createCalibrationStore>;
