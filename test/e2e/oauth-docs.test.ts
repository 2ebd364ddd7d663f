import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCOPES } from "../../src/policy/index.ts";
import { registerApp } from "./oauth/app.ts";
import { approve } from "./oauth/approval.ts";
import { Browser } from "./oauth/browser.ts";
import { type Person, signInOwner } from "./oauth/person.ts";
import { DEAF, useDescant } from "./server.ts";

const descant = useDescant({}, DEAF);
const root = path.resolve(import.meta.dirname, "../..");

let page: string;
let folder: string;
let owner: Person;
const children: ChildProcess[] = [];

beforeAll(async () => {
  page = await readFile(path.join(root, "docs/apps.md"), "utf8");
  // A folder as a reader's is: the program and what they installed.
  folder = await mkdtemp(path.join(tmpdir(), "descant-docs-"));
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  owner = await signInOwner(descant.running);
});
afterAll(async () => {
  for (const child of children) child.kill();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a program of the page as it stands there. */
async function run(name: string) {
  const [, code] = new RegExp(`^\`\`\`js ${name}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(page) ?? [];
  if (code === undefined) throw new Error(`the page has no ${name}`);
  const file = path.join(folder, name);
  await writeFile(file, code);
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, DESCANT_URL: descant.running.url.href },
  });
  children.push(child);
  let printed = "";
  child.stdout.on("data", (text) => (printed += text));
  child.stderr.on("data", (text) => (printed += text));
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  return {
    ended,
    printed: () => printed,
    /** What it prints that looks like this; waits for it. */
    prints: async (pattern: RegExp): Promise<RegExpExecArray> => {
      await expect.poll(() => printed).toMatch(pattern);
      return pattern.exec(printed)!;
    },
  };
}

describe("docs/apps.md", () => {
  it("sign-in.mjs signs a person in, calls the API and refreshes, as it stands there", async () => {
    const program = await run("sign-in.mjs");
    const [, address = ""] = await program.prints(/^Open (\S+)$/m);
    const { callback } = await approve(new Browser(descant.running.url), new URL(address), { login: owner });
    expect(await (await fetch(callback)).text()).toContain("close this window");
    expect(await program.ended, program.printed()).toBe(0);
    expect(program.printed()).toContain(`Signed in: ${owner.id}`);
    expect(program.printed()).toContain("Tracks: 0");
    expect(program.printed()).toContain("Refreshed: good for 600 seconds");
  });

  it("device.mjs gets tokens once somebody has typed its code", async () => {
    const program = await run("device.mjs");
    const [, address = "", userCode = ""] = await program.prints(/^Go to (\S+) and type (\S+)$/m);
    expect(address).toBe(`${descant.running.url.origin}/device`);
    await owner.browser.send(`/auth/device?user_code=${userCode}`);
    const approved = await owner.browser.send("/auth/device/approve", { body: { userCode } });
    expect(approved.status).toBe(200);
    expect(await program.ended, program.printed()).toBe(0);
    expect(program.printed()).toContain("May do: offline_access tracks:read");
  });

  it("lists every scope there is, and says rightly which an app may ask for that registered itself", async () => {
    const rows = [...page.matchAll(/^\| ((?:`[\w:]+`(?:, )?)+) \|.*\| (yes|no)\b[^|]*\|$/gm)];
    const listed = (word: string) =>
      rows
        .filter(([, , own]) => own === word)
        .flatMap(([, names = ""]) => names.replaceAll("`", "").split(", "));
    const app = await registerApp(descant.running.url);
    const given = String(app.clientMetadata().scope).split(" ");
    expect(listed("yes").toSorted()).toEqual(given.toSorted());
    expect(listed("no").toSorted()).toEqual(SCOPES.filter((scope) => !given.includes(scope)).toSorted());
  });
});
