export { createTenantStore, type TenantRow, type TenantStore } from "./tenant-store.ts";
