import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** A secret of this machine's own: the one kept in a folder under a name, readable by its owner only; made once. */
export async function keepSecret(
  folder: string,
  name: string,
  make: () => string = () => randomBytes(32).toString("base64url"),
): Promise<string> {
  const kept = (await readFile(path.join(folder, name), "utf8").catch(() => "")).trim();
  return kept || replaceSecret(folder, name, make);
}

/** Keeps a new secret in the place of an earlier one. */
export async function replaceSecret(folder: string, name: string, make: () => string): Promise<string> {
  const file = path.join(folder, name);
  const fresh = make();
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${fresh}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return fresh;
}
