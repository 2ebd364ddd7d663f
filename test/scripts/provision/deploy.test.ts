import { afterEach, expect, it } from "vitest";
import { PretendedCloudflare } from "./stand-in.ts";

let cloudflare: PretendedCloudflare;
afterEach(() => cloudflare.remove());

const COMMANDS = [
  "d1 migrations apply descant --remote -c wrangler.toml",
  "deploy --minify -c workers/identity/wrangler.toml",
  "deploy --minify -c workers/inference/wrangler.toml",
  "deploy --minify -c wrangler.toml",
];

it("refuses before provisioning", async () => {
  cloudflare = new PretendedCloudflare();
  const { code, output } = await cloudflare.run("deploy.ts");
  expect(code).toBe(1);
  expect(output).toContain("run `npm run provision` first");
  expect(cloudflare.account.commands).toEqual([]);
});

it("migrates, then deploys inference before the gateway that is bound to it", async () => {
  cloudflare = new PretendedCloudflare();
  await cloudflare.run("provision.ts", "--url", "https://music.example.org");
  const { length } = cloudflare.account.commands;
  const { code } = await cloudflare.run("deploy.ts", "--no-build");
  expect(code).toBe(0);
  expect(cloudflare.acts(length)).toEqual(COMMANDS);
});

it("leaves the gateway alone when inference cannot be deployed", async () => {
  cloudflare = new PretendedCloudflare({ refuse: "deploy --minify -c workers/inference" });
  await cloudflare.run("provision.ts", "--url", "https://music.example.org");
  const { code, output } = await cloudflare.run("deploy.ts", "--no-build");
  expect(code).toBe(1);
  expect(output).toContain("the account may not do this");
  expect(cloudflare.account.deployed).toEqual(["workers/identity/wrangler.toml"]);
});

it("only prints, with --dry-run", async () => {
  cloudflare = new PretendedCloudflare();
  const { code, output } = await cloudflare.run("deploy.ts", "--dry-run");
  expect(code).toBe(0);
  expect(output).toBe(COMMANDS.map((command) => `$ wrangler ${command}\n`).join(""));
  expect(cloudflare.account.commands).toEqual([]);
});
