import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { productionPackages } from "../../../scripts/licences/production-packages.ts";
import { problemsOf } from "../../../scripts/licences/rules.ts";
import { tableOf } from "../../../scripts/licences/table.ts";

const under = (licence: string | undefined, name = "thing") =>
  problemsOf({ name, version: "1.0.0", licence, direct: true });

describe("the rules", () => {
  it.each([
    "MIT",
    "(MIT OR GPL-3.0)",
    "GPL-2.0 OR Apache-2.0",
    "(MIT AND BSD-3-Clause)",
    "(ISC AND (GPL-3.0 OR MIT))",
  ])("allow %s", (licence) => expect(under(licence)).toEqual([]));

  it.each([
    "GPL-3.0-only",
    "AGPL-3.0",
    "CC-BY-NC-4.0",
    "UNLICENSED",
    "LGPL-3.0-or-later",
    "(MIT AND GPL-3.0)",
    "SEE LICENSE IN x",
    "",
  ])("refuse %s", (licence) =>
    expect(under(licence)).toEqual([`thing 1.0.0 is under ${licence}, which the rules do not allow.`]),
  );

  it("refuse a package that does not say", () => {
    expect(under(undefined)).toEqual(["thing 1.0.0 does not say under which licence it is."]);
  });

  it("make an exception by name, and for that licence only", () => {
    expect(under("LGPL-3.0-or-later", "codec-parser")).toEqual([]);
    expect(under("GPL-3.0", "codec-parser")).toHaveLength(1);
  });
});

describe("the packages of a lockfile", () => {
  const root = mkdtempSync(path.join(tmpdir(), "descant-licences-"));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("are those that production has, with a licence from wherever it is written", () => {
    const packages = {
      "": { dependencies: { direct: "1.0.0", old: "1.0.0" } },
      "node_modules/direct": { version: "1.0.0", license: "MIT" },
      "node_modules/old": { version: "1.0.0" },
      "node_modules/old/node_modules/@scope/deep": { version: "2.0.0", license: "ISC" },
      "node_modules/tool": { version: "3.0.0", license: "GPL-3.0", dev: true },
    };
    writeFileSync(path.join(root, "package-lock.json"), JSON.stringify({ packages }));
    mkdirSync(path.join(root, "node_modules/old"), { recursive: true });
    writeFileSync(
      path.join(root, "node_modules/old/package.json"),
      JSON.stringify({ licenses: [{ type: "MIT" }] }),
    );
    const found = productionPackages(root);
    expect(found).toEqual([
      { name: "@scope/deep", version: "2.0.0", licence: "ISC", direct: false },
      { name: "direct", version: "1.0.0", licence: "MIT", direct: true },
      { name: "old", version: "1.0.0", licence: "MIT", direct: true },
    ]);
    expect(tableOf(found).split("\n").slice(2)).toEqual([
      "| direct | 1.0.0 | MIT | named by us |",
      "| old | 1.0.0 | MIT | named by us |",
      "| @scope/deep | 2.0.0 | ISC | brought by another |",
    ]);
  });
});
