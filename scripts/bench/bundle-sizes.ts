import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { WORKERS, type WorkerName } from "../build.ts";

export interface BundleSize {
  worker: WorkerName;
  kind: "js" | "wasm" | "onnx";
  bytes: number;
  /** Of each file by itself, at zlib's highest level, added up. */
  gzipBytes: number;
}

const KINDS = ["js", "wasm", "onnx"] as const;

/** How large the built Workers are, by kind of file; source maps are not uploaded with them. */
export function measureBundles(folder = "build/workers"): BundleSize[] {
  return WORKERS.flatMap((worker) => {
    const files = readdirSync(path.join(folder, worker));
    return KINDS.flatMap((kind) => {
      const contents = files
        .filter((file) => file.endsWith(`.${kind}`))
        .map((file) => readFileSync(path.join(folder, worker, file)));
      if (contents.length === 0) return [];
      const bytes = contents.reduce((sum, content) => sum + content.length, 0);
      const gzipBytes = contents.reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0);
      return [{ worker, kind, bytes, gzipBytes }];
    });
  });
}
