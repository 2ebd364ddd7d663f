const PAGE = 65_536;
const ALIGNMENT = 16;

/**
 * Hands out a kernel's memory behind what its module has claimed, from the front to the back. Nothing is ever returned: allocate
 * everything first, then take views, since growing the memory detaches earlier ones.
 */
export class KernelHeap {
  readonly #memory: WebAssembly.Memory;
  #free: number;

  /** @param start first byte that is free */
  constructor(memory: WebAssembly.Memory, start: number) {
    this.#memory = memory;
    this.#free = aligned(start);
  }

  /** Reserves `bytes` zeroed bytes, aligned for SIMD, and returns their offset. */
  allocate(bytes: number): number {
    const pointer = this.#free;
    this.#free = aligned(pointer + bytes);
    const missing = this.#free - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return pointer;
  }
}

const aligned = (pointer: number): number => Math.ceil(pointer / ALIGNMENT) * ALIGNMENT;
