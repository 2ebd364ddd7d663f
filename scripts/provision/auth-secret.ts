import { randomBytes } from "node:crypto";
import type { Wrangler } from "./wrangler.ts";

const NAME = "AUTH_SECRET";

/** Gives identity its secret, made here and kept nowhere else, unless it has one. */
export async function putAuthSecret(wrangler: Wrangler, config: string): Promise<void> {
  const listed = await wrangler.look(["secret", "list", "-c", config]);
  if (listed.ok && listed.output.includes(`"${NAME}"`)) return;
  await wrangler.act(["secret", "put", NAME, "-c", config], randomBytes(32).toString("base64url"));
}
