import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { expect, test } from "vitest";
import { prepareLocalTenant } from "../../scripts/local-tenant.ts";
import { migrate } from "../../scripts/migrate.ts";

test("whoever runs the server owns its tenant again at the next start, where nobody does any more", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "descant-owner-"));
  const script = "export default { fetch: () => new Response() }";
  const miniflare = new Miniflare(convertV4MiniflareOptions({ modules: true, script, d1Databases: ["DB"] }));
  try {
    const database = await miniflare.getD1Database("DB");
    await migrate(database);
    const first = await prepareLocalTenant(database, folder);
    const memberships = () =>
      database.prepare("select role from members where tenant_id = ?").bind(first.id).all<{ role: string }>();
    for (const act of ["delete from members", "update members set role = 'member'"]) {
      await database.prepare(act).run();
      expect(await prepareLocalTenant(database, folder)).toEqual(first);
      expect((await memberships()).results).toEqual([{ role: "owner" }]);
    }
  } finally {
    await miniflare.dispose();
    await rm(folder, { recursive: true, force: true });
  }
});
