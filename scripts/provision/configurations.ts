import { globSync, readFileSync } from "node:fs";

/** The gateway's configuration, which is bound to all other Workers. */
export const GATEWAY = "wrangler.toml";

/** Identity's configuration, which names the one secret there is. */
export const IDENTITY = "workers/identity/wrangler.toml";

/** The configurations of all Workers, relative to the checkout, the gateway's first. */
export function configurations(): string[] {
  return [GATEWAY, ...globSync("workers/*/wrangler.toml").sort()];
}

/**
 * The texts that a key has in a wrangler.toml, in the order of the file: `valuesIn(toml, "queue")`. Our configurations
 * write each such key on a line of its own, which spares every command here the second that loading wrangler takes.
 */
export function valuesIn(toml: string, key: string): string[] {
  return [...toml.matchAll(new RegExp(`^${key} = "([^"]*)"`, "gm"))].flatMap(([, value]) => value ?? []);
}

/** The text of a configuration. */
export function readConfiguration(config: string): string {
  return readFileSync(config, "utf8");
}
