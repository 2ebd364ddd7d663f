import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { registerHooks } from "node:module";
import type { SpectralResult } from "../../src/audio/spectral/index.ts";

// Node evaluates a .wasm import by itself; we need the compiled module, as workerd gives it.
registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".wasm")) return next(url, context);
    const source = `import { readFileSync } from "node:fs";
      export default new WebAssembly.Module(readFileSync(new URL(import.meta.url)));`;
    return { format: "module", shortCircuit: true, source };
  },
});

const { decode, DEFAULT_LIMITS, recogniseAudio } = await import("../../src/audio/decode/index.ts");
const { downmix } = await import("../../src/audio/resample/downmix.ts");
const { Resampler } = await import("../../src/audio/resample/resampler.ts");
const { SpectralAnalyser } = await import("../../src/audio/spectral/index.ts");

/** Decodes a file and computes its spectral descriptors exactly as an upload's analysis does. */
export async function describe(file: string): Promise<SpectralResult> {
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
  await handle.close();
  const recognition = recogniseAudio(buffer.subarray(0, bytesRead));
  if (recognition.kind !== "audio") throw new Error(`${file}: ${recognition.reason}`);
  const spectral = new SpectralAnalyser();
  let resampler: InstanceType<typeof Resampler> | undefined;
  for await (const block of decode(recognition.format, createReadStream(file), DEFAULT_LIMITS)) {
    resampler ??= new Resampler(block.sampleRate, 22_050);
    spectral.push(resampler.push(downmix(block)));
  }
  if (resampler) spectral.push(resampler.finish());
  return spectral.finish();
}

/** Describes mono samples at 22,050 Hz. `release` gives their memory back to the next. */
export function describeSamples(samples: Float32Array): SpectralResult & { release: () => void } {
  const spectral = new SpectralAnalyser();
  spectral.push(samples);
  return { ...spectral.finish(), release: () => spectral.release() };
}
