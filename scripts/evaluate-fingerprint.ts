import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { fingerprintCard } from "./bench-accuracy/fingerprints/card.ts";

const HELP = `node scripts/evaluate-fingerprint.ts [folder] [--write] [--clips <n>]

Measures fingerprints on tempo-beats/, gtzan-mini/ and emotify/ of the folder (default ../shared/data/audio) beside fpcalc, and
how often copies made with ffmpeg are found. --write writes models/fingerprint/card.json.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean" },
    write: { type: "boolean" },
    clips: { type: "string", default: "26" },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const folder = path.resolve(positionals[0] ?? path.join(import.meta.dirname, "../../shared/data/audio"));
if (!existsSync(folder)) {
  console.error(`There is no ${folder}.`);
  process.exit(1);
}

registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".wasm")) return next(url, context);
    const source = `import { readFileSync } from "node:fs";
      export default new WebAssembly.Module(readFileSync(new URL(import.meta.url)));`;
    return { format: "module", shortCircuit: true, source };
  },
});
const { fingerprintRows } = await import("./bench-accuracy/fingerprint.ts");
const rows = await fingerprintRows(folder, Number(values.clips));
if (rows.length === 0) {
  console.error("Not installed: ffmpeg or fpcalc.");
  process.exit(1);
}
for (const row of rows) console.log(row.figure, "|", row.set, "|", row.count, "|", row.ours, "|", row.note);
if (values.write) {
  const target = path.join(import.meta.dirname, "../models/fingerprint");
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, "card.json"), `${JSON.stringify(fingerprintCard(rows), null, 2)}\n`);
}
