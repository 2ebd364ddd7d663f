import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");

/**
 * A program that stands in for wrangler, since no test may reach Cloudflare: it records each command, keeps an account in
 * a file, and answers the commands of our scripts as wrangler 4.156 words them. It refuses every other command.
 */
const WRANGLER = `#!${process.execPath}
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const file = path.join(__dirname, "account.json");
const account = existsSync(file)
  ? JSON.parse(readFileSync(file, "utf8"))
  : { loggedIn: true, d1: [], kv: [], r2: [], rules: [], queues: [], tenants: 0, secrets: [], deployed: [], commands: [] };
const args = process.argv.slice(2);
account.commands.push(args);
const say = (value) => console.log(typeof value === "string" ? value : JSON.stringify(value));
const fail = (text) => { console.error("✘ [ERROR] " + text); process.exitCode = 1; };
const line = args.join(" ");
const create = (list, name, more) => {
  if (account[list].some((one) => one.name === name)) return fail(name + " exists already");
  account[list].push({ name, ...more });
  say("✅ Successfully created '" + name + "'");
};
const info = (list, name) =>
  account[list].some((one) => one.name === name) ? say({ name }) : fail(name + " does not exist");
if (account.refuse && line.startsWith(account.refuse)) fail("the account may not do this");
else if (!account.loggedIn) fail("You are not authenticated.");
else if (line === "whoami --json") say({ email: "a@example.org" });
else if (line === "d1 list --json") say(account.d1.map(({ name, uuid }) => ({ uuid, name, version: "production" })));
else if (line.startsWith("d1 create ")) create("d1", args[2], { uuid: "d1d1d1d1-0000-4000-8000-000000000000" });
else if (line === "kv namespace list") say(account.kv.map(({ name, id }) => ({ id, title: name })));
else if (line.startsWith("kv namespace create ")) create("kv", args[3], { id: "0123456789abcdef0123456789abcdef" });
else if (line.startsWith("r2 bucket info ")) info("r2", args[3]);
else if (line.startsWith("r2 bucket create ")) create("r2", args[3]);
else if (line.startsWith("r2 bucket lifecycle list ")) say(account.rules.map(({ name }) => "name: " + name).join("\\n"));
else if (line.startsWith("r2 bucket lifecycle add ")) create("rules", args[5]);
else if (line.startsWith("queues info ")) info("queues", args[2]);
else if (line.startsWith("queues create ")) create("queues", args[2]);
else if (line.startsWith("d1 migrations apply descant --remote ")) say("✅ No migrations to apply!");
else if (line.startsWith("d1 execute descant --remote ") && args.includes("--json"))
  say([{ results: [{ tenants: account.tenants }], success: true }]);
else if (line.startsWith("d1 execute descant --remote ")) account.tenants++;
else if (line.startsWith("secret list ")) say(JSON.stringify(account.secrets));
else if (line.startsWith("secret put ")) account.secrets.push({ name: args[2], length: readFileSync(0, "utf8").length });
else if (line.startsWith("deploy ")) account.deployed.push(args.at(-1));
else fail("Unknown command: " + line);
writeFileSync(file, JSON.stringify(account));
`;

/** What the stand-in knows of its account. */
export interface Account {
  commands: string[][];
  deployed: string[];
  tenants: number;
  secrets: { name: string; length: number }[];
}

/** A checkout's configurations in a folder of their own, beside a wrangler that only pretends. */
export class PretendedCloudflare {
  readonly folder = mkdtempSync(path.join(tmpdir(), "descant-provision-"));

  constructor(state: Partial<{ loggedIn: boolean; refuse: string }> = {}) {
    for (const config of [
      "wrangler.toml",
      "workers/identity/wrangler.toml",
      "workers/inference/wrangler.toml",
    ]) {
      mkdirSync(path.dirname(path.join(this.folder, config)), { recursive: true });
      cpSync(path.join(root, config), path.join(this.folder, config));
    }
    mkdirSync(path.join(this.folder, "bin"));
    writeFileSync(path.join(this.folder, "bin/wrangler"), WRANGLER, { mode: 0o755 });
    const empty = {
      d1: [],
      kv: [],
      r2: [],
      rules: [],
      queues: [],
      tenants: 0,
      secrets: [],
      deployed: [],
      commands: [],
    };
    writeFileSync(this.#accountFile, JSON.stringify({ loggedIn: true, ...empty, ...state }));
  }

  get #accountFile(): string {
    return path.join(this.folder, "bin/account.json");
  }

  get account(): Account {
    return JSON.parse(readFileSync(this.#accountFile, "utf8")) as Account;
  }

  /** Lets the account do again what it refused. */
  allowAll(): void {
    writeFileSync(this.#accountFile, JSON.stringify({ ...this.account, refuse: null }));
  }

  /** Which commands changed something, from the `from`th on, as one would type them. */
  acts(from = 0): string[] {
    const looks =
      /^(whoami|d1 list|kv namespace list|r2 bucket info|r2 bucket lifecycle list|queues info|secret list)|--json/;
    const lines = this.account.commands.slice(from).map((args) => args.join(" "));
    return lines.filter((line) => !looks.test(line));
  }

  config(name: string): string {
    return readFileSync(path.join(this.folder, name), "utf8");
  }

  /** Runs one of the project's scripts in this folder, with the stand-in first on its path. */
  run(script: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
    const tool = path.join(root, "scripts", script);
    if (!existsSync(tool)) throw new Error(`there is no ${tool}`);
    const env = {
      ...process.env,
      PATH: `${path.join(this.folder, "bin")}${path.delimiter}${process.env.PATH}`,
    };
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [tool, ...args], { cwd: this.folder, env });
      let output = "";
      child.stdout.on("data", (text) => (output += text));
      child.stderr.on("data", (text) => (output += text));
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output }));
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
