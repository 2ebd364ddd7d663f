import { DrizzleQueryError } from "drizzle-orm";

/**
 * An error as it may be logged. That of a failed query quotes the values it was sent, which are whatever a tenant has
 * sent: in its place stands one with the statement and the database's own reason.
 */
export function withoutValues(error: Error): Error {
  if (!(error instanceof DrizzleQueryError)) return error;
  const bare = new Error(`${error.cause?.message ?? "failed"}: ${error.query}`);
  bare.name = "QueryError";
  return bare;
}
