import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const CONTRACT = path.resolve("../shared/contracts/spotify/schemas.json");

/** One of Spotify's published schemas, as something that says yes or no. */
export interface PublishedSchema {
  /** The names of the object's own fields. */
  fields: string[];
  validator: z.ZodType;
}

/**
 * Spotify's own schema of an object, with every field it has taken as required, at any depth: clients read them all.
 * Null, with a warning, where the published schemas are not here.
 */
export function publishedSchema(name: string): PublishedSchema | null {
  if (!existsSync(CONTRACT)) {
    console.warn("Spotify's published schemas are not here: answers are not checked against them.");
    return null;
  }
  const text = readFileSync(CONTRACT, "utf8").replaceAll("#/components/schemas/", "#/$defs/");
  const { schemas } = JSON.parse(text, (_, value) =>
    value?.type === "object" && value.properties
      ? { ...value, required: Object.keys(value.properties) }
      : value,
  );
  const object = schemas[name];
  return {
    fields: Object.keys(object.properties),
    validator: z.fromJSONSchema({ ...object, $defs: schemas }),
  };
}
