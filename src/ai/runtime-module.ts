import runtime from "onnxruntime-web/ort-wasm-simd-threaded.wasm";

type Instantiated = { module: WebAssembly.Module; instance: WebAssembly.Instance };

const { instantiate } = WebAssembly;

/**
 * Instantiates a compiled module as the platform does. Bytes, which a Worker may not compile, can only be ONNX Runtime asking
 * for its own WASM: it gets an instance of the module that was compiled with the Worker.
 */
async function instantiateStatically(source: unknown, imports?: WebAssembly.Imports): Promise<unknown> {
  if (source instanceof WebAssembly.Module) return instantiate(source, imports);
  const instance = new WebAssembly.Instance(runtime, imports);
  return { module: runtime, instance } satisfies Instantiated;
}

// Set when this module is first imported, so it must be imported before ONNX Runtime.
Object.assign(WebAssembly, { instantiate: instantiateStatically });
