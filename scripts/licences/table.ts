import type { ProductionPackage } from "./production-packages.ts";
import { reasonFor } from "./rules.ts";

export const TABLE_START = "<!-- packages: written by `node scripts/licences.ts --write` -->";
export const TABLE_END = "<!-- end of packages -->";

/** The Markdown table of all production packages; ours come first, then those they bring. */
export function tableOf(packages: ProductionPackage[]): string {
  const rows = [...packages]
    .sort((a, b) => Number(b.direct) - Number(a.direct))
    .map(({ name, version, licence, direct }) => {
      const why = reasonFor(name) ?? (direct ? "named by us" : "brought by another");
      return `| ${name} | ${version} | ${licence ?? "unknown"} | ${why} |`;
    });
  return ["| package | version | licence | why it is here |", "|---|---|---|---|", ...rows].join("\n");
}
