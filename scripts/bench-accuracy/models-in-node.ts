import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

// The room of models imports its weights and cards as the platform's bundler has them: bytes, and objects.
registerHooks({
  load(url, context, next) {
    const source = sourceOf(url);
    return source === null ? next(url, context) : { format: "module", shortCircuit: true, source };
  },
});

function sourceOf(url: string): string | null {
  const read = `import { readFileSync } from "node:fs"; const bytes = readFileSync(new URL(import.meta.url));`;
  if (url.endsWith(".wasm")) return `${read} export default new WebAssembly.Module(bytes);`;
  if (url.endsWith(".onnx")) return `${read} export default new Uint8Array(bytes).buffer;`;
  if (/\/models\/[^/]+\/card\.json$/.test(url))
    return `export default ${readFileSync(new URL(url), "utf8")};`;
  return null;
}
