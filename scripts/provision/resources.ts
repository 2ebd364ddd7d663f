import { readConfiguration, valuesIn } from "./configurations.ts";

/** What has to exist at Cloudflare before the Workers can be deployed, by the names in their configurations. */
export interface Resources {
  database: string;
  bucket: string;
  /** The namespace's title; its id is Cloudflare's choice. */
  namespace: string;
  queues: string[];
}

/**
 * Reads from the Workers' configurations which resources they are bound to.
 * @param configs the gateway's first
 * @throws Error when the gateway's names none of a kind
 */
export function resourcesOf(configs: string[]): Resources {
  const texts = configs.map(readConfiguration);
  const [gateway = ""] = texts;
  const one = (kind: string, ...keys: string[]) => {
    const name = keys.flatMap((key) => valuesIn(gateway, key))[0];
    if (name === undefined) throw new Error(`The gateway's configuration names no ${kind}.`);
    return name;
  };
  return {
    database: one("D1 database", "database_name"),
    bucket: one("R2 bucket", "bucket_name"),
    // The id is the title until one has been provisioned; after that the local one keeps it.
    namespace: one("KV namespace", "preview_id", "id"),
    queues: [...new Set(texts.flatMap((text) => valuesIn(text, "queue")))].sort(),
  };
}
