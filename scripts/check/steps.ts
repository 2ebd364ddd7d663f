import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Step } from "./run-step.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** Made from sources by `npm run build`; without them nothing that imports them has types. */
const GENERATED = ["src/audio/built/levels.wasm", "src/audio/built/mpg123.js", "build/assets/index.html"];

/** AssemblyScript looks like TypeScript and is not: its own compiler checks the kernels when they are built. */
const NOT_TYPESCRIPT = ["src/audio/kernels/tsconfig.json"];

/** Whether the modules and assets that sources import have been built. */
export function generatedModulesAreThere(): boolean {
  return GENERATED.every((file) => existsSync(path.join(root, file)));
}

/** Everything that is checked, the slow ones first, so that they run beside the others. */
export function steps(): Step[] {
  return [
    { name: "dead code", command: ["knip", "--no-progress"] },
    ...environmentTypes(),
    ...typescriptProjects().map((file): Step => ({ name: `types ${file}`, command: ["tsc", "-p", file] })),
    { name: "lint and format", command: ["biome", "ci", "--colors=off", "."] },
    { name: "licences", command: ["node", "scripts/licences.ts"] },
    { name: "migrations", command: ["node", "scripts/check/migrations.ts"] },
  ];
}

function typescriptProjects(): string[] {
  const found = globSync("{,{src,test,workers,models,scripts}/**/}tsconfig*.json", { cwd: root });
  return found.filter((file) => !NOT_TYPESCRIPT.includes(file)).sort();
}

/** `npm run types` writes the Workers' environments; its commands with `--check` tell whether somebody forgot to run it. */
function environmentTypes(): Step[] {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: { types: string };
  };
  return scripts.types.split("&&").map((text): Step => {
    const command = text.trim().split(/\s+/);
    const target = command.find((word) => word.endsWith(".d.ts")) ?? "";
    return {
      name: `environment ${target.split("/")[1]}`,
      command: [command[0]!, ...command.slice(1), "--check"],
    };
  });
}
