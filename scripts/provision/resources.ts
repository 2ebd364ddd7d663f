import { unstable_readConfig } from "wrangler";

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
 * @throws Error when a configuration names none of a kind
 */
export function resourcesOf(configs: string[]): Resources {
  const read = configs.map((config) => unstable_readConfig({ config }, { hideWarnings: true }));
  const gateway = read[0];
  const queues = read.flatMap(({ queues: { producers = [], consumers = [] } }) =>
    [...producers, ...consumers].flatMap(({ queue }) => queue ?? []),
  );
  const namespace = gateway?.kv_namespaces[0];
  return {
    database: named("D1 database", gateway?.d1_databases[0]?.database_name),
    bucket: named("R2 bucket", gateway?.r2_buckets[0]?.bucket_name),
    // The id is the title until one has been provisioned; after that the local one keeps it.
    namespace: named("KV namespace", namespace?.preview_id ?? namespace?.id),
    queues: [...new Set(queues)].sort(),
  };
}

function named(kind: string, name: unknown): string {
  if (typeof name !== "string") throw new Error(`The gateway's configuration names no ${kind}.`);
  return name;
}
