const PAGE_BYTES = 65_536;
const BLOCK_PAGES = 4;

/** Bytes of one block of a `BlockPool`. */
export const BLOCK_BYTES = BLOCK_PAGES * PAGE_BYTES;

/**
 * Hands out equal blocks behind a kernel's static memory, growing the memory by one block only when no released one is
 * left. Growing detaches earlier views of the memory's buffer.
 */
export class BlockPool {
  readonly #memory: WebAssembly.Memory;
  readonly #free: number[] = [];

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /**
   * @returns the address of BLOCK_BYTES bytes, a multiple of 64 KiB; their content is undefined
   * @throws RangeError when the platform grants no more memory
   */
  allocate(): number {
    return this.#free.pop() ?? this.#memory.grow(BLOCK_PAGES) * PAGE_BYTES;
  }

  /** Takes back a block that `allocate` returned. */
  release(block: number): void {
    this.#free.push(block);
  }
}
