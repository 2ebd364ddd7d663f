import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

// The laws of the architecture that a machine can check. When one of these fails, the code is in the wrong room.

const ROOTS = ["src", "workers", "durable-objects", "models"];
const sources = ROOTS.flatMap((root) => walk(root)).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".d.ts"),
);
const text = new Map(sources.map((file) => [file, readFileSync(file, "utf8")]));
const code = (file: string) => text.get(file)!.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "built" ? [] : walk(file);
    return [file];
  });
}

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

/** Every import and re-export of a file of ours, resolved; what comes from packages is not listed. */
const imports: Import[] = sources.flatMap((from) =>
  [...code(from).matchAll(/(?:import|export)\s+(type\s+)?(?:[\w*{][^;"']*?\sfrom\s+)?"(\.[^"]+)"/g)].map(
    ([, type, target]) => ({
      from,
      to: path.posix.join(path.posix.dirname(from), target!),
      typeOnly: type !== undefined,
    }),
  ),
);
const packages = sources.flatMap((from) =>
  [...code(from).matchAll(/(?:from|import)\s+"([^.][^"]*)"/g)].map(([, name]) => ({ from, name: name! })),
);

/** The room a file lives in, `src/http`, or its top-level folder. */
const roomOf = (file: string) =>
  file.startsWith("src/") ? file.split("/").slice(0, 2).join("/") : file.split("/")[0]!;
const complain = (list: Import[]) => list.map(({ from, to }) => `${from} imports ${to}`);

test("the walk finds the tree (so that none of the laws below is vacuous)", () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(imports.length).toBeGreaterThan(300);
  expect(packages.some(({ name }) => name === "hono")).toBe(true);
});

describe("imports run one way", () => {
  const rank = (file: string) => {
    if (file.startsWith("workers/")) return 3;
    if (file.startsWith("durable-objects/")) return 2;
    return file === "src/services.ts" ? 2 : 1;
  };
  test("workers → durable objects and services → rooms", () => {
    const uphill = imports.filter(({ from, to }) => rank(from) < rank(to) && !to.startsWith("models/"));
    expect(complain(uphill)).toEqual([]);
  });

  test("rooms meet at their doors, which are called index.ts", () => {
    const behind = imports.filter(
      ({ from, to }) =>
        to.startsWith("src/") &&
        to !== "src/services.ts" &&
        roomOf(from) !== roomOf(to) &&
        !to.endsWith("/index.ts"),
    );
    // The list of all tables is the one place that has to look into each room's tables.
    expect(complain(behind.filter(({ from }) => from !== "src/database/schema.ts"))).toEqual([]);
  });

  test("rooms do not go round in circles", () => {
    const next = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      const [a, b] = [roomOf(from), roomOf(to)];
      if (from === "src/database/schema.ts" || a === b || !a.startsWith("src/") || !b.startsWith("src/"))
        continue;
      next.set(a, (next.get(a) ?? new Set()).add(b));
    }
    const circles: string[] = [];
    const visit = (room: string, trail: string[]) => {
      if (trail.includes(room))
        return void circles.push([...trail.slice(trail.indexOf(room)), room].join(" → "));
      for (const other of next.get(room) ?? []) visit(other, [...trail, room]);
    };
    for (const room of next.keys()) visit(room, []);
    expect(circles).toEqual([]);
  });
});

describe("pure rooms stay pure", () => {
  test("audio imports nothing from outside itself", () => {
    expect(
      complain(
        imports.filter(({ from, to }) => from.startsWith("src/audio/") && !to.startsWith("src/audio/")),
      ),
    ).toEqual([]);
    expect(packages.filter(({ from }) => from.startsWith("src/audio/"))).toEqual([]);
  });

  test("cloudflare:workers is met only where the platform wakes us", () => {
    const elsewhere = packages.filter(
      ({ from, name }) => name === "cloudflare:workers" && !/^(workers|durable-objects)\//.test(from),
    );
    expect(elsewhere).toEqual([]);
  });

  test("what decides (*-state.ts) touches no platform, no clock and no chance", () => {
    for (const file of sources.filter((name) => name.endsWith("-state.ts"))) {
      expect(
        packages.filter(({ from }) => from === file),
        file,
      ).toEqual([]);
      expect(code(file), file).not.toMatch(/Date\.now|Math\.random|crypto\.|fetch\(|performance\./);
    }
  });

  test("contracts know zod and nothing of the platform", () => {
    const allowed = new Set(["zod", "@hono/zod-openapi"]);
    const other = packages.filter(({ from, name }) => from.endsWith("/contract.ts") && !allowed.has(name));
    expect(other).toEqual([]);
  });
});

describe("data", () => {
  const tables = sources.filter((file) => /[/-]tables\.ts$/.test(file));
  const stores = sources.filter((file) => file.endsWith("-store.ts") && !file.endsWith("object-store.ts"));

  /** What is a person's, or an app's that people of many tenants may use, or the server's: and why it has no tenant. */
  const TENANTLESS = new Map([
    ["tenants", "is the tenants"],
    ["users", "a person may belong to many tenants; members says to which"],
    ["sessions", "a person's; carries the tenant they work in"],
    ["accounts", "a person's ways in"],
    ["verifications", "secrets of flows under way, before anybody is known"],
    ["two_factors", "a person's"],
    ["passkeys", "a person's"],
    ["team_members", "belongs to a team, which has a tenant"],
    ["sso_providers", "carries the tenant under better-auth's own rules"],
    ["signing_keys", "the server's"],
    ["oauth_clients", "an app that people of many tenants may use"],
    ["oauth_resources", "the server's"],
    ["oauth_client_resources", "an app's"],
    ["oauth_refresh_tokens", "carries the tenant of its consent"],
    ["oauth_access_tokens", "carries the tenant of its consent"],
    ["oauth_consents", "carries its tenant"],
    ["oauth_client_assertions", "an app's, for minutes"],
    ["device_codes", "before anybody is known"],
  ]);

  test("every table has a tenant, but those named here, with the reason", () => {
    expect(tables.length).toBeGreaterThan(3);
    for (const file of tables) {
      for (const [, name, body] of code(file).matchAll(
        /sqliteTable\(\s*"(\w+)",([\s\S]*?)(?=sqliteTable\(|$)/g,
      )) {
        if (!TENANTLESS.has(name!))
          expect(body, `${file}: ${name}`).toMatch(/\b(tenantId|organizationId): tenantId\(\)/);
      }
    }
  });

  test("every store function takes the tenant first; those that cannot are named here, with the reason", () => {
    const exceptions = new Set([
      "findByHash", // finds out which tenant a key belongs to
      "findAbandonedUploads", // sweeps over all tenants, by the cron
      "takeOverdue", // likewise
      "settleLibraries", // likewise
      "findExpired", // likewise
      "findTenantsWaiting", // finds whose audit events wait, by the cron
      "findTenantsOf", // finds the tenants of a person
      "findFirst", // likewise
      "findByEmail", // likewise
      "idsAfter", // walks all tenants, by the cron
      "sweep", // likewise
      "takeForErasure", // likewise
      "findDeparted", // likewise
      "findByIdAlone", // a room's object knows its id and nothing else, until this tells it whose it is
    ]);
    expect(stores.length).toBeGreaterThan(3);
    let seen = 0;
    for (const file of stores) {
      for (const [, name, parameter] of code(file).matchAll(/^ {4}(\w+): (?:async )?\(\s*(\w*)/gm)) {
        seen++;
        if (!exceptions.has(name!)) expect(parameter, `${file}: ${name}`).toBe("tenantId");
      }
    }
    expect(seen).toBeGreaterThan(15);
  });

  test("SQL is written in stores only", () => {
    const elsewhere = sources.filter(
      (file) =>
        file.startsWith("src/") &&
        !/-store\.ts$|tables\.ts$|^src\/database\//.test(file) &&
        /\bsql`|\.prepare\((?!"select 1")/.test(code(file)),
    );
    expect(elsewhere).toEqual([]);
  });

  test("no cascades, no dropped tables, no transactions that D1 cannot keep", () => {
    const migrations = readdirSync("migrations").filter((name) => name.endsWith(".sql"));
    expect(migrations.length).toBeGreaterThan(0);
    for (const name of migrations) {
      expect(readFileSync(path.join("migrations", name), "utf8"), name).not.toMatch(
        /on delete cascade|drop table/i,
      );
    }
    for (const file of sources) expect(code(file), file).not.toMatch(/onDelete:\s*"cascade"|\.transaction\(/);
  });
});

describe("the look of it", () => {
  test("no file over 400 lines", () => {
    const long = sources.filter((file) => text.get(file)!.split("\n").length > 401);
    expect(long).toEqual([]);
  });

  test("no drawers: what two rooms want belongs to the room that owns the noun", () => {
    const drawers = sources.filter((file) =>
      /\/(utils?|helpers?|lib|common|shared|misc|types)(\/|\.ts$)/.test(file),
    );
    expect(drawers).toEqual([]);
  });

  test("every room has a door", () => {
    const rooms = readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of rooms) expect(sources, name).toContain(`src/${name}/index.ts`);
  });

  test("no chance where a result is made, no leftovers, no casts through unknown", () => {
    for (const file of sources) {
      expect(code(file), file).not.toMatch(/Math\.random|\bas unknown as\b|@ts-(ignore|expect-error)/);
      expect(text.get(file), file).not.toMatch(/\b(TODO|FIXME|XXX|HACK)\b/);
    }
  });

  test("only the composition roots read bindings", () => {
    const readers = sources.filter(
      (file) =>
        /\b(?:Gateway|Identity|Inference)Env\b/.test(code(file)) &&
        !/services\.ts$|^workers\/\w+\/index\.ts$/.test(file),
    );
    expect(readers).toEqual([]);
  });
});
