// Every table, gathered from the rooms that own them: what `npm run db:generate` turns into migrations.
export * from "../audio-analysis/tables.ts";
export * from "../auth/tables.ts";
export * from "../calibrations/tables.ts";
export * from "../catalog/tables.ts";
export * from "../collaboration/tables.ts";
export * from "../compliance/tables.ts";
export * from "../features/tables.ts";
export * from "../fingerprints/tables.ts";
export * from "../http/idempotency/tables.ts";
export * from "../identity/oauth-tables.ts";
export * from "../identity/tables.ts";
export * from "../tasks/tables.ts";
export * from "../tenants/revocation-tables.ts";
export * from "../tenants/tables.ts";
