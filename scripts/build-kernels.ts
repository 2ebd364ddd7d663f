// Compiles the AssemblyScript kernels of src/audio/kernels to src/audio/built/*.wasm.
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import asc from "assemblyscript/asc";

const root = path.resolve(import.meta.dirname, "..");
const sources = path.join(root, "src/audio/kernels");
const target = path.join(root, "src/audio/built");

/** First line of a file that is compiled to a module of its own; the other files are parts it imports. */
const ENTRY_MARK = "// kernel entry";

const OPTIONS = [
  ...["--enable", "simd", "--runtime", "stub", "--noAssert"],
  // Exported names and memory are the whole interface: no import object, no abort call.
  ...["--use", "abort="],
  ...["--optimizeLevel", "3", "--shrinkLevel", "0", "--converge"],
];

export interface BuiltKernel {
  /** The entry's file name without its extension. */
  name: string;
  /** Size of the .wasm file. */
  bytes: number;
}

/**
 * Compiles every kernel entry to `src/audio/built/<name>.wasm`.
 * @returns the built modules in alphabetical order
 * @throws Error with the compiler's messages when an entry does not compile, or when there is none
 */
export async function buildKernels(): Promise<BuiltKernel[]> {
  await mkdir(target, { recursive: true });
  const built: BuiltKernel[] = [];
  for (const file of (await readdir(sources)).filter((name) => name.endsWith(".ts")).sort()) {
    if (!(await readFile(path.join(sources, file), "utf8")).startsWith(ENTRY_MARK)) continue;
    const name = path.basename(file, ".ts");
    const outFile = path.join(target, `${name}.wasm`);
    await compile(path.join(sources, file), outFile);
    built.push({ name, bytes: (await stat(outFile)).size });
  }
  if (built.length === 0) throw new Error(`no kernel entry in ${path.relative(root, sources)}`);
  return built;
}

async function compile(source: string, outFile: string): Promise<void> {
  const relative = [source, outFile].map((file) => path.relative(root, file));
  const { error, stderr } = await asc.main([
    relative[0]!,
    ...["--outFile", relative[1]!, "--baseDir", root],
    ...OPTIONS,
  ]);
  if (error) throw new Error(`${relative[0]} does not compile: ${error.message}\n${stderr.toString()}`);
}

if (import.meta.main) {
  for (const { name, bytes } of await buildKernels())
    console.log(`src/audio/built/${name}.wasm  ${bytes.toLocaleString("en")} bytes`);
}
