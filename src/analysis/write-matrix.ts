import { type MatrixName, matrixOf, npyHeader, type SpectralResult } from "../audio/index.ts";
import { putGzipped } from "../audio-analysis/index.ts";
import type { ObjectStore } from "../storage/index.ts";

/** Rows that are turned into bytes at once. */
const BATCH = 512;

/** Digits that a matrix' figures are worth as text. */
const DIGITS = 5;

/** Writes one matrix as a gzipped object, a batch of rows at a time. */
export async function writeMatrix(
  objects: ObjectStore,
  key: string,
  name: MatrixName,
  format: "json" | "npy",
  spectral: SpectralResult,
): Promise<void> {
  await putGzipped(objects, key, format === "npy" ? npyBytes(name, spectral) : jsonBytes(name, spectral));
}

async function* npyBytes(
  name: MatrixName,
  spectral: SpectralResult,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { shape, read } = matrixOf(name, spectral);
  yield npyHeader(shape);
  for (let row = 0; row < shape[0]!; row += BATCH) {
    // Its own copy, because the next batch is read while this one is still on its way.
    yield new Uint8Array(read(row, BATCH).slice().buffer);
  }
}

async function* jsonBytes(
  name: MatrixName,
  spectral: SpectralResult,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { shape, read } = matrixOf(name, spectral);
  const [rows = 0, columns] = shape;
  const text = new TextEncoder();
  const head = JSON.stringify({ name, frame_rate: spectral.frameRate, shape });
  yield text.encode(`${head.slice(0, -1)},"values":[`);
  for (let row = 0; row < rows; row += BATCH) {
    const values = Array.from(read(row, BATCH), (value) => Number(value.toPrecision(DIGITS)));
    const entries = columns === undefined ? values : inRows(values, columns);
    yield text.encode((row > 0 ? "," : "") + entries.map((entry) => JSON.stringify(entry)).join(","));
  }
  yield text.encode("]}");
}

function inRows(values: readonly number[], columns: number): number[][] {
  return Array.from({ length: values.length / columns }, (_, i) =>
    values.slice(i * columns, (i + 1) * columns),
  );
}
