import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describePolicy } from "../src/policy/index.ts";

const SECTION = /(<!-- table -->\n)[\s\S]*?(<!-- \/table -->)/;

test("docs/policy.md shows the policy as it is (after a change of it: run this with -u)", async () => {
  const document = readFileSync("docs/policy.md", "utf8");
  expect(document).toMatch(SECTION);
  const current = document.replace(
    SECTION,
    (_, before, after) => `${before}\n${describePolicy()}\n\n${after}`,
  );
  await expect(current).toMatchFileSnapshot("../docs/policy.md");
});
