export type SqlValue = ArrayBuffer | string | number | null;

/** What the log needs of a Durable Object's SQLite: `ctx.storage` itself fits. */
export interface SqlPort {
  sql: {
    exec<T extends Record<string, SqlValue>>(query: string, ...values: unknown[]): Iterable<T>;
  };
  /** Runs all of it or none; undone when it throws. */
  transactionSync<T>(run: () => T): T;
}
