import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const document = readFileSync("docs/security.md", "utf8");

test("docs/security.md names tests and sources that exist", () => {
  const named = new Set(document.match(/\b(?:test|src|docs)\/[\w./-]*\w/g));
  expect([...named].filter((file) => file.endsWith(".test.ts")).length).toBeGreaterThan(10);
  expect([...named].filter((file) => !existsSync(file))).toEqual([]);
});

test("tests that it quotes have these names", () => {
  const quoted = [...document.matchAll(/((?:“[^”]+”(?: and )?)+) in `(test\/[^`]+)`/g)];
  expect(quoted.length).toBeGreaterThan(2);
  for (const [, names, file] of quoted) {
    const source = readFileSync(file!, "utf8");
    for (const [, name] of names!.matchAll(/“([^”]+)”/g)) expect(source, `${file}: ${name}`).toContain(name);
  }
});

test("the platform keeps no line of its own for a request, whose address may hold a token", () => {
  for (const file of ["wrangler.toml", "workers/identity/wrangler.toml", "workers/inference/wrangler.toml"])
    expect(readFileSync(file, "utf8"), file).toMatch(
      /^\[observability\.logs\]\nenabled = true\ninvocation_logs = false$/m,
    );
});

test("all ten of OWASP's list are there", () => {
  for (let i = 1; i <= 10; i++) expect(document).toMatch(new RegExp(`\\| API${i} .+\`test/`));
});
