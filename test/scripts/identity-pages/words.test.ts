import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AUDIT_ACTION_NAMES } from "../../../src/compliance/audit-actions.ts";
import { LANGUAGES } from "../../../src/identity/pages/language.ts";
import { de } from "../../../src/identity/pages/words/de.ts";
import { en } from "../../../src/identity/pages/words/en.ts";
import { ACTIONS, grantOf, ROLES, SCOPES } from "../../../src/policy/index.ts";

type Leaf = string | ((...given: never[]) => string);

/** Every text of a language by its path, `account.totp.title`. */
function leaves(words: object, path = ""): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  for (const [key, value] of Object.entries(words)) {
    const here = path === "" ? key : `${path}.${key}`;
    if (typeof value === "object") for (const [at, leaf] of leaves(value, here)) found.set(at, leaf);
    else found.set(here, value);
  }
  return found;
}

const languages = { en, de };
const sources = globSync("src/identity/pages/**/*.ts").filter((file) => !file.includes("/words/"));
const code = (file: string): string =>
  readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");

describe("the pages' words", () => {
  it("are there in every language, for everything", () => {
    expect(Object.keys(LANGUAGES).sort()).toEqual(Object.keys(languages).sort());
    const expected = [...leaves(en).keys()].sort();
    expect(expected.length).toBeGreaterThan(250);
    for (const words of Object.values(languages)) expect([...leaves(words).keys()].sort()).toEqual(expected);
  });

  it("say something, take the same, and use what they take", () => {
    const english = leaves(en);
    for (const words of Object.values(languages))
      for (const [path, leaf] of leaves(words)) {
        if (typeof leaf === "string") expect(leaf.trim(), path).not.toBe("");
        else {
          expect(leaf.length, path).toBe((english.get(path) as Leaf).length);
          const marks = Array.from({ length: leaf.length }, (_, at) => `§${at}§`);
          const said = leaf(...(marks as never[]));
          for (const mark of marks) expect(said, path).toContain(mark);
        }
      }
  });

  it("are really other words in the other language", () => {
    const german = leaves(de);
    const alike = [...leaves(en)].filter(
      ([path, leaf]) => typeof leaf === "string" && german.get(path) === leaf,
    );
    // Organisation, Name, Teams, Passkeys and the like are the same in both.
    expect(alike.length).toBeLessThan(15);
  });

  it("explain each scope, role, action that can be asked for, and act of the audit trail", () => {
    for (const words of Object.values(languages)) {
      for (const scope of SCOPES) expect(words.scopes).toHaveProperty([scope]);
      for (const role of ROLES) expect(words.roles).toHaveProperty([role]);
      for (const action of ACTIONS)
        if (ROLES.some((role) => grantOf({ role }, action) === "elevate"))
          expect(words.account.actions).toHaveProperty([action]);
      expect(Object.keys(words.account.audit.acts).sort()).toEqual([...AUDIT_ACTION_NAMES].sort());
    }
  });

  it("are all used", () => {
    const all = sources.map(code).join("\n") + readFileSync("scripts/build-assets.ts", "utf8");
    const tables =
      /^(titles|scopes|roles|failures\.codes|account\.(part|actions|audit\.acts|usage\.kinds))\./;
    const unused = [...leaves(en).keys()].filter(
      (path) => !tables.test(path) && !new RegExp(`\\.${path.split(".").at(-1)}\\b`).test(all),
    );
    expect(unused).toEqual([]);
  });

  it("are written nowhere else", () => {
    expect(sources.length).toBeGreaterThan(30);
    // Names that are the same in every language, and what is thrown at programmers.
    const allowed =
      /^(Descant|English|Deutsch|Bearer|Edge|Opera|Firefox|Chrome|Safari|Android|Windows|Linux|ChromeOS|InvalidStateError|Escape|No address to go to\.)/;
    const stray: string[] = [];
    for (const file of sources)
      for (const [, text] of code(file).matchAll(/["`]([A-Z][a-zäöü][^"`]*)["`]/g))
        if (!allowed.test(text!)) stray.push(`${file}: ${text}`);
    expect(stray).toEqual([]);
  });
});
