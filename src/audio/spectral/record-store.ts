import { BLOCK_BYTES, type BlockPool } from "./block-pool.ts";

/** A growing sequence of records of equal size in a kernel's memory, none of which crosses a block. */
export class RecordStore {
  readonly #pool: BlockPool;
  readonly #recordBytes: number;
  readonly #recordsPerBlock: number;
  readonly #blocks: number[] = [];
  #count = 0;

  /** @param recordBytes size of one record, a multiple of 16, BLOCK_BYTES at most */
  constructor(pool: BlockPool, recordBytes: number) {
    this.#pool = pool;
    this.#recordBytes = recordBytes;
    this.#recordsPerBlock = Math.floor(BLOCK_BYTES / recordBytes);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds one record, its content undefined, and returns its address. May grow the memory. */
  append(): number {
    if (this.#count === this.#blocks.length * this.#recordsPerBlock) this.#blocks.push(this.#pool.allocate());
    return this.address(this.#count++);
  }

  /** Address of record `index`, 0 to count - 1. */
  address(index: number): number {
    const block = this.#blocks[Math.floor(index / this.#recordsPerBlock)]!;
    return block + (index % this.#recordsPerBlock) * this.#recordBytes;
  }

  /** Drops all records and gives their blocks back. */
  clear(): void {
    for (const block of this.#blocks) this.#pool.release(block);
    this.#blocks.length = 0;
    this.#count = 0;
  }
}
