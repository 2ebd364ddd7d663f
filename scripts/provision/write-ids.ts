import { writeFileSync } from "node:fs";
import { readConfiguration, valuesIn } from "./configurations.ts";

export interface Ids {
  database: string;
  namespace: string;
}

/**
 * Puts the ids that Cloudflare chose into the Workers' configurations. What stood there becomes the preview id, under
 * which the local state lies, so that `npm start` finds its data as before. Gives the files that changed.
 * @throws Error when a configuration has no place for an id
 */
export function writeIds(configs: string[], ids: Ids): string[] {
  return configs.filter((config) => {
    const before = readConfiguration(config);
    const withDatabase = setId(before, {
      key: "database_id",
      preview: "preview_database_id",
      id: ids.database,
    });
    const after = withDatabase.includes("[[kv_namespaces]]")
      ? setId(withDatabase, { key: "id", preview: "preview_id", id: ids.namespace })
      : withDatabase;
    if (after !== before) writeFileSync(config, after);
    return after !== before;
  });
}

/** Writes into each configuration that asks for it where people reach the gateway. Gives the files that changed. */
export function writePublicUrl(configs: string[], url: string): string[] {
  return configs.filter((config) => {
    const before = readConfiguration(config);
    const after = before.replace(/^PUBLIC_URL = "[^"]*"/m, () => `PUBLIC_URL = "${url}"`);
    if (after !== before) writeFileSync(config, after);
    return after !== before;
  });
}

function setId(toml: string, { key, preview, id }: { key: string; preview: string; id: string }): string {
  const [old] = valuesIn(toml, key);
  if (old === undefined) throw new Error(`A wrangler.toml has lost its line “${key} = …”.`);
  if (old === id) return toml;
  const line = new RegExp(`^${key} = .*$`, "m");
  const keepsPreview = valuesIn(toml, preview).length > 0;
  return toml.replace(line, keepsPreview ? `${key} = "${id}"` : `${key} = "${id}"\n${preview} = "${old}"`);
}
