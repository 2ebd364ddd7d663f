import { ROLES } from "./principal.ts";
import { ACTIONS, type Grant, POLICY, type Rule } from "./table.ts";

/** How a grant reads in the table of the documentation. */
const IN_WORDS: Record<Grant, string> = { yes: "yes", own: "own", elevate: "elevated", no: "–" };

/** The policy as a Markdown table, one line an action. */
export function describePolicy(): string {
  const head = ["action", "scope", ...ROLES, "also needs"];
  const lines = ACTIONS.map((action) => {
    const { scope, grants, needs }: Rule = POLICY[action];
    return [
      `\`${action}\``,
      `\`${scope}\``,
      ...ROLES.map((role) => IN_WORDS[grants[role]]),
      needs.join(", "),
    ];
  });
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
