export { createLeastRecentlyUsed, type LeastRecentlyUsed } from "./least-recently-used.ts";
