import "./runtime-module.ts";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

/** An input that the model refused, or a file that is no model: nothing that trying again would mend. */
export class InferenceError extends Error {
  override readonly name = "InferenceError";
}

/** A loaded ONNX model. */
export interface OnnxModel {
  /**
   * Runs the model on one matrix.
   *
   * @param rows row-major, `columns` numbers a row
   * @returns every output by name, flattened
   * @throws InferenceError when the model does not take this shape
   */
  run(rows: Float32Array, columns: number): Promise<Record<string, Float32Array>>;
}

// One thread: a Worker has no others. Any bytes do as the binary, see runtime-module.ts.
env.wasm.numThreads = 1;
env.wasm.wasmBinary = new Uint8Array(8).buffer;
env.logLevel = "error";

/**
 * Loads a model whose inputs and outputs are float32, the input a matrix. The first call in an isolate also starts ONNX Runtime (a tenth
 * of a second); models stay loaded as long as the isolate lives.
 *
 * @param file bytes of an `.onnx` file
 * @throws InferenceError when they are no model that ONNX Runtime reads
 */
export async function loadOnnxModel(file: ArrayBuffer): Promise<OnnxModel> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: ["wasm"],
    graphOptimizationLevel: "all",
  };
  const session = await InferenceSession.create(new Uint8Array(file), options).catch((cause: unknown) => {
    throw new InferenceError("this is no ONNX model that can be run", { cause });
  });
  const input = session.inputNames[0]!;
  return {
    async run(rows, columns) {
      const matrix = new Tensor("float32", rows, [rows.length / columns, columns]);
      const results = await session.run({ [input]: matrix }).catch((cause: unknown) => {
        throw new InferenceError(`the model does not take ${columns} columns`, { cause });
      });
      const outputs = Object.entries(results);
      return Object.fromEntries(outputs.map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
  };
}
