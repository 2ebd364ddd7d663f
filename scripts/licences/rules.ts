import type { ProductionPackage } from "./production-packages.ts";

/** Licences that ask for no more than their text and their authors' names: we may ship what is under them. */
const PERMISSIVE = new Set([
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "Zlib",
  "CC0-1.0",
]);

/** What packages write that mean a licence of the list. */
const SPELLINGS: Record<string, string> = { "MIT License": "MIT" };

/**
 * Packages under another licence that may be there all the same, each with its reason. Only the LGPL can stand here:
 * AGPL, GPL and non-commercial terms would bind whoever runs or changes Descant.
 */
const EXCEPTIONS: Record<string, { licence: string; reason: string }> = {
  "codec-parser": {
    licence: "LGPL-3.0-or-later",
    reason: "installed by the decoder packages, imported by nothing of ours and part of no bundle",
  },
};

/** What is wrong with a package's licence, in sentences; nothing for one that may be shipped. */
export function problemsOf({ name, version, licence }: ProductionPackage): string[] {
  const who = `${name} ${version}`;
  if (licence === undefined) return [`${who} does not say under which licence it is.`];
  if (mayShip(licence)) return [];
  if (EXCEPTIONS[name]?.licence === licence) return [];
  return [`${who} is under ${licence}, which the rules do not allow.`];
}

/** Why a package that is not under a permissive licence may be there; undefined for the others. */
export function reasonFor(name: string): string | undefined {
  return EXCEPTIONS[name]?.reason;
}

/** An SPDX expression may be shipped when one side of each OR, and both sides of each AND, may be. */
function mayShip(expression: string): boolean {
  const text = expression.trim();
  const inner = text.startsWith("(") && closing(text) === text.length - 1 ? text.slice(1, -1) : text;
  for (const [operator, combine] of [
    ["OR", (parts: string[]) => parts.some(mayShip)],
    ["AND", (parts: string[]) => parts.every(mayShip)],
  ] as const) {
    const parts = splitOutside(inner, operator);
    if (parts.length > 1) return combine(parts);
  }
  return inner === text ? PERMISSIVE.has(SPELLINGS[text] ?? text) : mayShip(inner);
}

/** Where the bracket at the start closes. */
function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at;
  }
  return -1;
}

/** Splits at an operator that stands in no brackets. */
function splitOutside(text: string, operator: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const word of text.split(/(\s+|[()])/)) {
    if (word === "(") depth++;
    if (word === ")") depth--;
    if (word === operator && depth === 0) parts.push("");
    else parts[parts.length - 1] += word;
  }
  return parts;
}
