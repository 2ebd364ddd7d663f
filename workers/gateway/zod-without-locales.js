// Stands in for `zod` in the gateway's bundle (`[alias]` in wrangler.toml): the translations of its messages are a seventh of the
// bundle and never shown. The English ones, which are, come with its schemas.
import * as z from "./zod-exports.js";

export * from "./zod-exports.js";
export { z, z as default };
