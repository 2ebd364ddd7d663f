/**
 * Lifts the WASM of four decoder packages out of the JavaScript text that carries it.
 *
 * workerd cannot compile WebAssembly from bytes at run time, so each decoder becomes a `.wasm` file of its own in
 * `src/audio/built/`, which our bundles import statically and which anybody may replace by their own build (the mp3 decoder
 * is LGPL). Beside it lies the package's Emscripten glue with its loading function patched. Nothing else of the packages
 * is used: framing, containers and error handling are ours (`src/audio/decode/`), which also keeps their LGPL-3 parser and
 * their worker polyfill out of our bundles.
 *
 * Run it as `node scripts/lift-decoders.ts`, or call `liftDecoders()` from a build. It fails when a package is not the
 * pinned version or no longer has the shape that is patched here.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";

interface Decoder {
  /** Name of the built files. */
  name: string;
  /** The package that carries the WASM; `via` is the pinned dependency that brings it, when it is not one itself. */
  package: string;
  version: string;
  via?: { package: string; version: string };
  /**
   * What its memory is set to, in pages of 64 KiB; as shipped it is 16 or 28 MB, a fifth of an isolate. Room beyond what was seen in use: 1.1 MB by
   * Opus of 8 channels and 60 ms a frame, 1 MB by mp3 of 320 kbit/s, .8 MB by Vorbis of 8 channels at 192 kHz, 6.9 MB by FLAC of 8
   * channels and 65,535 samples a block of 24 bits, which 32 bits stored as they are make 8.5.
   */
  pages: number;
  /** What the patched glue must offer, besides `malloc`, `free` and `HEAP`. */
  functions: string[];
}

/** The file name and WASM size in bytes of one lifted decoder. */
export interface LiftedDecoder {
  name: string;
  wasmBytes: number;
  glueBytes: number;
}

const DECODERS: Decoder[] = [
  {
    name: "mpg123",
    package: "mpg123-decoder",
    version: "1.0.3",
    pages: 48,
    functions: [
      "mpeg_frame_decoder_create",
      "mpeg_decoder_feed",
      "mpeg_decoder_read",
      "mpeg_frame_decoder_destroy",
    ],
  },
  {
    name: "flac",
    package: "@wasm-audio-decoders/flac",
    version: "0.2.11",
    pages: 160,
    functions: ["create_decoder", "decode_frame", "destroy_decoder"],
  },
  {
    name: "vorbis",
    package: "@wasm-audio-decoders/ogg-vorbis",
    version: "0.1.20",
    pages: 64,
    functions: ["create_decoder", "send_setup", "init_dsp", "decode_packets", "destroy_decoder"],
  },
  {
    name: "opus",
    package: "opus-decoder",
    version: "0.7.12",
    via: { package: "ogg-opus-decoder", version: "1.7.5" },
    pages: 48,
    functions: [
      "opus_frame_decoder_create",
      "opus_frame_decode_float_deinterleaved",
      "opus_frame_decoder_destroy",
    ],
  },
];

const BUILT = path.resolve(import.meta.dirname, "../src/audio/built");

/** Folder of an installed package, checked to be the pinned version. `from` is a file whose imports are followed. */
async function packageFolder(name: string, version: string, from: string): Promise<string> {
  // The manifests are not exported, so the folder is found from the entry point.
  const entry = createRequire(from).resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(path.normalize(`/${name}/`)) + name.length + 1);
  const manifest = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  if (manifest.version !== version) {
    throw new Error(
      `${name} is ${manifest.version}, but scripts/lift-decoders.ts was written for ${version}: check its glue`,
    );
  }
  return folder;
}

/** Replaces the one occurrence of `pattern` in `text`, and fails if it is not exactly one. */
function replaceOnce(text: string, pattern: string, replacement: string, where: string): string {
  const parts = text.split(pattern);
  if (parts.length !== 2) {
    throw new Error(
      `${where}: found ${parts.length - 1} times, expected once: ${JSON.stringify(pattern.slice(0, 80))}`,
    );
  }
  return parts.join(replacement);
}

/** Cuts the statement that defines the inlined WASM out of the glue; returns the rest. */
function cutInlinedWasm(glue: string, where: string): string {
  const opening = "if (!EmscriptenWASM.wasm) Object.defineProperty(";
  const start = glue.indexOf(opening);
  const end = glue.indexOf("`});", start);
  if (start < 0 || end < 0 || glue.indexOf(opening, start + 1) >= 0) {
    throw new Error(`${where}: the inlined WASM is not where it was`);
  }
  return glue.slice(0, start) + glue.slice(end + 4);
}

/**
 * Makes the glue import its module statically, and makes a failed instantiation reject `ready` (as shipped, it would leave
 * `ready` pending for ever).
 */
function patchGlue(glue: string, name: string, where: string): string {
  let text = cutInlinedWasm(glue, where);
  text = replaceOnce(
    text,
    "this.getModule = () =>\n  WASMAudioDecoderCommon.getModule(EmscriptenWASM);",
    "",
    where,
  );
  text = replaceOnce(
    text,
    "this.setModule = (data) => {\n  WASMAudioDecoderCommon.setModule(EmscriptenWASM, data);\n};",
    "",
    where,
  );
  text = replaceOnce(
    text,
    "this.getModule().then((wasm) => WebAssembly.instantiate(wasm, imports)).then(instance => {",
    "let fail;\n  Promise.resolve().then(() => new WebAssembly.Instance(wasmModule, imports)).then(instance => {",
    where,
  );
  text = replaceOnce(text, "  ready();\n});", "  ready();\n}).catch((error) => fail(error));", where);
  text = replaceOnce(
    text,
    "this.ready = new Promise(resolve => {\n  ready = resolve;\n})",
    "this.ready = new Promise((resolve, reject) => {\n  ready = resolve;\n  fail = reject;\n})",
    where,
  );
  if (text.includes("WASMAudioDecoderCommon.")) throw new Error(`${where}: more loading code than expected`);
  return `import wasmModule from "./${name}.wasm";\n${text}`;
}

/** The bytes of the WASM that a package inlines, taken out by the package's own decoder. */
async function inlinedWasm(glueFile: string, where: string): Promise<Uint8Array<ArrayBuffer>> {
  const common = createRequire(glueFile).resolve("@wasm-audio-decoders/common");
  const { WASMAudioDecoderCommon } = await import(pathToFileURL(common).href);
  const { default: EmscriptenWASM } = await import(pathToFileURL(glueFile).href);
  new WASMAudioDecoderCommon();
  new EmscriptenWASM(WASMAudioDecoderCommon);
  const wasm: Uint8Array<ArrayBuffer> = await WASMAudioDecoderCommon.inflateDynEncodeString(
    EmscriptenWASM.wasm,
  );
  if (!WebAssembly.validate(wasm)) throw new Error(`${where}: what was lifted is not valid WebAssembly`);
  return wasm;
}

/** The module with another size of its memory, which does not grow: minimum and maximum, written in as many bytes as before. */
function withMemory(wasm: Uint8Array<ArrayBuffer>, pages: number, where: string): Uint8Array<ArrayBuffer> {
  const MEMORY_SECTION = 5;
  const patched = wasm.slice();
  let at = 8;
  const readNumber = (): { value: number; start: number; end: number } => {
    const start = at;
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = patched[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return { value, start, end: at };
    }
  };
  for (let section = 0; at < patched.length; ) {
    section = patched[at++]!;
    const { value: size } = readNumber();
    if (section !== MEMORY_SECTION) {
      at += size;
      continue;
    }
    const [count, flags] = [readNumber().value, readNumber().value];
    const limits = [readNumber(), readNumber()];
    if (count !== 1 || flags !== 1 || limits.some(({ value }) => value < pages)) break;
    for (const { start, end } of limits) {
      for (let i = start, rest = pages; i < end; i++, rest >>= 7) {
        patched[i] = (rest & 0x7f) | (i < end - 1 ? 0x80 : 0);
      }
    }
    return patched;
  }
  throw new Error(`${where}: its memory is not one of a fixed size of ${pages} pages or more`);
}

async function liftDecoder(decoder: Decoder): Promise<LiftedDecoder> {
  let from = import.meta.filename;
  if (decoder.via)
    from = path.join(await packageFolder(decoder.via.package, decoder.via.version, from), "package.json");
  const folder = await packageFolder(decoder.package, decoder.version, from);
  const where = `${decoder.package} ${decoder.version}, src/EmscriptenWasm.js`;
  const glueFile = path.join(folder, "src/EmscriptenWasm.js");
  const source = await readFile(glueFile, "utf8");
  const patched = patchGlue(source.replaceAll("\r\n", "\n"), decoder.name, where);
  for (const name of ["malloc", "free", "HEAP", ...decoder.functions]) {
    if (!patched.includes(`this.${name} = `)) throw new Error(`${where}: it no longer offers ${name}`);
  }
  const wasm = withMemory(await inlinedWasm(glueFile, where), decoder.pages, where);
  // `drop` silences what the C code would print about a stranger's broken file.
  const { code } = await transform(patched, {
    format: "esm",
    target: "es2022",
    minify: true,
    drop: ["console"],
  });
  const banner = `// ${decoder.package} ${decoder.version} (MIT), Emscripten glue, patched by scripts/lift-decoders.ts\n`;
  await writeFile(path.join(BUILT, `${decoder.name}.wasm`), wasm);
  await writeFile(path.join(BUILT, `${decoder.name}.js`), banner + code);
  return { name: decoder.name, wasmBytes: wasm.length, glueBytes: banner.length + code.length };
}

/** Writes `src/audio/built/{mpg123,flac,vorbis,opus}.{wasm,js}`; throws when a package is not as it was pinned. */
export async function liftDecoders(): Promise<LiftedDecoder[]> {
  await mkdir(BUILT, { recursive: true });
  const lifted: LiftedDecoder[] = [];
  for (const decoder of DECODERS) lifted.push(await liftDecoder(decoder));
  return lifted;
}

if (import.meta.main) {
  for (const { name, wasmBytes, glueBytes } of await liftDecoders()) {
    console.log(`src/audio/built/${name}.wasm ${wasmBytes} bytes, ${name}.js ${glueBytes} bytes`);
  }
}
