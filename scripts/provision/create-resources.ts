import type { Resources } from "./resources.ts";
import { type Wrangler, WranglerError } from "./wrangler.ts";
import type { Ids } from "./write-ids.ts";

/** Name of the R2 rule that throws away the parts of uploads that were never finished. */
const LIFECYCLE_RULE = "abort-unfinished-uploads";
const UNFINISHED_DAYS = "1";

/** Stands for an id that nobody knows before the resource exists; a dry run shows it. */
const UNKNOWN = "id-given-by-cloudflare";

/**
 * Creates what does not exist yet, and gives the ids of the database and the namespace. Run again, it changes nothing.
 * @throws WranglerError when Cloudflare refuses
 */
export async function createResources(wrangler: Wrangler, wanted: Resources, dry: boolean): Promise<Ids> {
  const database = await findOrCreate(wrangler, {
    list: ["d1", "list", "--json"],
    create: ["d1", "create", wanted.database],
    idIn: (list) => fieldOf(list, "name", wanted.database, "uuid"),
    dry,
  });
  const namespace = await findOrCreate(wrangler, {
    list: ["kv", "namespace", "list"],
    create: ["kv", "namespace", "create", wanted.namespace],
    idIn: (list) => fieldOf(list, "title", wanted.namespace, "id"),
    dry,
  });
  const bucket = ["r2", "bucket"];
  if (!(await wrangler.look([...bucket, "info", wanted.bucket, "--json"])).ok) {
    await wrangler.act([...bucket, "create", wanted.bucket]);
  }
  const rules = await wrangler.look([...bucket, "lifecycle", "list", wanted.bucket]);
  if (!rules.output.includes(LIFECYCLE_RULE)) {
    const rule = [wanted.bucket, LIFECYCLE_RULE, "--abort-multipart-days", UNFINISHED_DAYS, "--force"];
    await wrangler.act([...bucket, "lifecycle", "add", ...rule]);
  }
  for (const queue of wanted.queues) {
    if (!(await wrangler.look(["queues", "info", queue])).ok) await wrangler.act(["queues", "create", queue]);
  }
  return { database, namespace };
}

interface Listed {
  list: string[];
  create: string[];
  idIn(list: string): string | undefined;
  dry: boolean;
}

/** The list tells the id in JSON; the text that a creation prints is made for people. */
async function findOrCreate(wrangler: Wrangler, { list, create, idIn, dry }: Listed): Promise<string> {
  const found = idIn((await wrangler.look(list)).output);
  if (found) return found;
  await wrangler.act(create);
  if (dry) return UNKNOWN;
  const id = idIn((await wrangler.look(list)).output);
  if (!id)
    throw new WranglerError(
      `\`wrangler ${create.join(" ")}\` succeeded, but \`${list.join(" ")}\` does not show it.`,
    );
  return id;
}

/** Of the first object in a JSON list whose `key` is `value`, the text in `field`. */
function fieldOf(list: string, key: string, value: string, field: string): string | undefined {
  const start = list.indexOf("[");
  if (start < 0) return undefined;
  const rows = JSON.parse(list.slice(start)) as Record<string, unknown>[];
  const found = rows.find((row) => row[key] === value)?.[field];
  return typeof found === "string" ? found : undefined;
}
