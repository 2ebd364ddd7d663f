import { AudioError } from "../pcm.ts";

/** What every lifted decoder instance offers; memory does not grow, so views of `HEAP` stay valid. */
export interface Emscripten {
  /** Settles once the other members are there. */
  ready: Promise<void>;
  HEAP: ArrayBuffer;
  malloc(bytes: number): number;
  free(pointer: number): void;
}

/** The default export of a built glue file. */
export type EmscriptenGlue<Instance extends Emscripten> = new () => { instantiate(): Instance };

/**
 * A fresh instance of a lifted decoder with memory of its own. It is used for one recording and then dropped, so a trap
 * costs nobody else anything and no state leaks from one file into the next.
 */
export async function instantiate<Instance extends Emscripten>(
  Glue: EmscriptenGlue<Instance>,
): Promise<Instance> {
  const instance = new Glue().instantiate();
  await instance.ready;
  return instance;
}

/** Reserves `bytes` in the decoder's memory and returns the address. It lives as long as the instance. */
export function allocate(decoder: Emscripten, bytes: number): number {
  const pointer = decoder.malloc(bytes);
  if (pointer === 0) throw new Error(`the decoder has no ${bytes} bytes left`);
  return pointer;
}

/** Reserves `count` 32-bit words, zeroed, and returns their address and a view of them. */
export function allocateWords(decoder: Emscripten, count: number): { at: number; words: Int32Array } {
  const at = allocate(decoder, 4 * count);
  const words = new Int32Array(decoder.HEAP, at, count);
  words.fill(0);
  return { at, words };
}

/**
 * Runs `call` inside a decoder: whatever comes out of it (a trap, `exit()`, a nonsensical length or address) becomes
 * `corrupt_audio`, because a healthy file causes none of them. `format` and `seconds` tell the listener where.
 */
export function insideDecoder<Result>(format: string, seconds: number, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (error instanceof AudioError) throw error;
    throw new AudioError(
      "corrupt_audio",
      `The ${format} data is damaged: its decoder gave up at ${seconds.toFixed(1)} s.`,
    );
  }
}
