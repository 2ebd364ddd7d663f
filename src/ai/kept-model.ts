import { loadOnnxModel, type OnnxModel } from "./onnx-session.ts";
import { createTurnstile } from "./turnstile.ts";

/** After how long a load is taken for lost with its event. */
const LONGEST_LOAD_MS = 10_000;

/** A model that is loaded when it is first asked for, and kept. A failed load is tried again. */
export function keepModel(file: ArrayBuffer): () => Promise<OnnxModel> {
  let model: OnnxModel | undefined;
  const turn = createTurnstile(LONGEST_LOAD_MS);
  return async () =>
    model ??
    turn(async () => {
      model ??= await loadOnnxModel(file);
      return model;
    });
}
