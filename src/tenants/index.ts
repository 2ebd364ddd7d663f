export { createRevocationStore } from "./revocation-store.ts";
export { createTenantStore, type TenantRow, type TenantStore } from "./tenant-store.ts";
