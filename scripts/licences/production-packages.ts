import { readFileSync } from "node:fs";
import path from "node:path";

/** A package that an installation without development dependencies has. */
export interface ProductionPackage {
  name: string;
  version: string;
  /** An SPDX expression; undefined when the package does not say. */
  licence: string | undefined;
  /** Whether our own package.json names it. */
  direct: boolean;
}

interface Manifest {
  version?: string;
  license?: string | { type?: string };
  /** What packages wrote before npm knew SPDX. */
  licenses?: { type?: string }[];
}

interface Lock {
  packages: Record<
    string,
    Manifest & {
      dev?: boolean;
      devOptional?: boolean;
      optional?: boolean;
      peer?: boolean;
      dependencies?: Record<string, string>;
    }
  >;
}

const INSTALLED = "node_modules/";

/**
 * The production packages of the lockfile in the checkout at `root`, in alphabetical order. A licence that the lockfile
 * leaves out is read from the installed package.
 * @throws Error when there is no lockfile
 */
export function productionPackages(root: string): ProductionPackage[] {
  const { packages } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as Lock;
  const direct = new Set(Object.keys(packages[""]?.dependencies ?? {}));
  const found = new Map<string, ProductionPackage>();
  for (const [where, entry] of Object.entries(packages)) {
    // An optional peer is never installed for ours, only for something that is itself for development.
    if (where === "" || entry.dev || entry.devOptional || (entry.optional && entry.peer)) continue;
    const name = where.slice(where.lastIndexOf(INSTALLED) + INSTALLED.length);
    const version = entry.version ?? "";
    const licence = licenceOf(entry) ?? licenceOf(installedManifest(root, where));
    found.set(`${name}@${version}`, { name, version, licence, direct: direct.has(name) });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function licenceOf({ license, licenses }: Manifest): string | undefined {
  if (typeof license === "string") return license;
  if (license?.type) return license.type;
  const types = (licenses ?? []).flatMap(({ type }) => type ?? []);
  return types.length === 0 ? undefined : types.join(" OR ");
}

function installedManifest(root: string, where: string): Manifest {
  try {
    return JSON.parse(readFileSync(path.join(root, where, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}
