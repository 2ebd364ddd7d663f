import { afterEach, expect, it } from "vitest";
import { hashApiKey } from "../../../src/auth/api-key.ts";
import { verifyPassword } from "../../../src/identity/password.ts";
import { PretendedCloudflare } from "./stand-in.ts";

let cloudflare: PretendedCloudflare;
afterEach(() => cloudflare.remove());

const CONFIGS = ["wrangler.toml", "workers/inference/wrangler.toml"];
const CREATIONS = [
  "d1 create descant",
  "kv namespace create descant-cache",
  "r2 bucket create descant-audio",
  "r2 bucket lifecycle add descant-audio abort-unfinished-uploads --abort-multipart-days 1 --force",
  "queues create descant-analysis",
  "queues create descant-analysis-dead",
  "d1 migrations apply descant --remote -c wrangler.toml",
  "secret put AUTH_SECRET -c workers/identity/wrangler.toml",
];
const URL = ["--url", "https://music.example.org"];

it("creates everything in an empty account, writes the ids and makes a key that only its hash leaves", async () => {
  cloudflare = new PretendedCloudflare();
  const { code, output } = await cloudflare.run("provision.ts", ...URL);
  expect(output).toContain("npm run deploy");
  expect(code).toBe(0);
  expect(cloudflare.acts().slice(0, -1)).toEqual(CREATIONS);
  const sql = cloudflare.account.commands.at(-1)?.at(-1) ?? "";
  const key = /^ {2}(dsc_\w+)$/m.exec(output)?.[1] ?? "";
  expect(sql).toMatch(
    /^insert into tenants .*; insert into api_keys .*; insert into users .*; insert into accounts .*; insert into members .*;$/,
  );
  const password = /^ {2}owner@descant\.local {3}(\w{20})$/m.exec(output)?.[1] ?? "";
  const stored = /'(\$scrypt\$[^']+)'/.exec(sql)?.[1] ?? "";
  expect(verifyPassword(password, stored)).toBe(true);
  expect(cloudflare.account.secrets).toEqual([{ name: "AUTH_SECRET", length: 43 }]);
  expect(sql).toContain(`'${hashApiKey(key)}'`);
  expect(JSON.stringify(cloudflare.account.commands)).not.toContain(key);
  expect(JSON.stringify(cloudflare.account.commands)).not.toContain(password);
  for (const name of ["wrangler.toml", "workers/identity/wrangler.toml"])
    expect(cloudflare.config(name)).toMatch(/^PUBLIC_URL = "https:\/\/music\.example\.org"/m);
  for (const name of CONFIGS) {
    const config = cloudflare.config(name);
    expect(config).toMatch(/^database_id = "d1d1d1d1-0000-4000-8000-000000000000"$/m);
    expect(config).toMatch(/^id = "0123456789abcdef0123456789abcdef"$/m);
    // Local state lies under these.
    expect(config).toMatch(/^preview_database_id = "00000000-0000-0000-0000-000000000001"$/m);
    expect(config).toMatch(/^preview_id = "descant-cache"$/m);
  }
});

it("changes nothing when it is run again, and makes no second key", async () => {
  cloudflare = new PretendedCloudflare();
  await cloudflare.run("provision.ts", ...URL);
  const { length } = cloudflare.account.commands;
  const configs = CONFIGS.map((name) => cloudflare.config(name));
  const { code, output } = await cloudflare.run("provision.ts", ...URL);
  expect(code).toBe(0);
  expect(cloudflare.acts(length)).toEqual(["d1 migrations apply descant --remote -c wrangler.toml"]);
  expect(CONFIGS.map((name) => cloudflare.config(name))).toEqual(configs);
  expect(output).toContain("no key was made");
  expect(cloudflare.account.tenants).toBe(1);
});

it("finishes what was interrupted", async () => {
  cloudflare = new PretendedCloudflare({ refuse: "queues create" });
  const first = await cloudflare.run("provision.ts", ...URL);
  expect(first.code).toBe(1);
  expect(first.output).toContain("wrangler queues create descant-analysis failed");
  expect(first.output).toContain("the account may not do this");
  expect(cloudflare.account.tenants).toBe(0);

  cloudflare.allowAll();
  const { length } = cloudflare.account.commands;
  expect(await cloudflare.run("provision.ts", ...URL)).toMatchObject({ code: 0 });
  expect(cloudflare.acts(length).slice(0, -1)).toEqual(CREATIONS.slice(4));
  expect(cloudflare.account.tenants).toBe(1);
});

it("asks where people will reach it, and refuses an address that is none", async () => {
  cloudflare = new PretendedCloudflare();
  for (const wrong of [[], ["--url", "http://music.example.org"], ["--url", "https://a.example/path"]]) {
    const { code, output } = await cloudflare.run("provision.ts", ...wrong);
    expect([code, output]).toEqual([1, expect.stringContaining("--url https://")]);
  }
  expect(cloudflare.account.commands).toEqual([]);
});

it("asks for a login before it touches anything", async () => {
  cloudflare = new PretendedCloudflare({ loggedIn: false });
  const { code, output } = await cloudflare.run("provision.ts", ...URL);
  expect(code).toBe(1);
  expect(output).toContain("Nobody is logged in");
  expect(cloudflare.account.commands).toEqual([["whoami", "--json"]]);
});

it("only prints, with --dry-run", async () => {
  cloudflare = new PretendedCloudflare();
  const before = CONFIGS.map((name) => cloudflare.config(name));
  const { code, output } = await cloudflare.run("provision.ts", "--dry-run");
  expect(code).toBe(0);
  for (const command of CREATIONS) expect(output).toContain(`$ wrangler ${command}\n`);
  expect(output).not.toMatch(/dsc_/);
  expect(cloudflare.account.commands).toEqual([]);
  expect(CONFIGS.map((name) => cloudflare.config(name))).toEqual(before);
});
