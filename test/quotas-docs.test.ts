import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PLANS } from "../src/tenants/plans.ts";

const figure = (value: number | null) => (value === null ? "no limit" : value.toLocaleString("en-US"));

function bytes(value: number | null): string {
  if (value === null) return "no limit";
  return value % 1e12 === 0 ? `${value / 1e12} TB` : `${value / 1e9} GB`;
}

test("docs/quotas.md shows the plans as they are, and no others", () => {
  const document = readFileSync("docs/quotas.md", "utf8");
  for (const [name, plan] of Object.entries(PLANS)) {
    const monthly = [plan.requestsPerMonth, plan.analysesPerMonth].map(figure);
    const cells = [`\`${name}\``, ...monthly, bytes(plan.storageBytes), figure(plan.sockets)];
    expect(document).toContain(`| ${cells.join(" | ")} |`);
  }
  expect(document.match(/^\| `/gm)).toHaveLength(Object.keys(PLANS).length);
});
