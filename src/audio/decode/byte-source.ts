/** Bytes moved from the input into the window at a time, so that one huge piece of input costs no second copy. */
const PORTION = 64 * 1024;

/**
 * A pull-side window over a stream of bytes. Parsers ask for as many bytes as they need next and look at them in place; the
 * window grows to the largest single `need`, never with the length of the stream, so callers must bound what they ask for.
 */
export class ByteSource {
  /** The window's store: valid bytes are `[start, end)`. It may be replaced by any call of `need`. */
  bytes = new Uint8Array(2 * PORTION);
  start = 0;
  end = 0;
  /** Bytes consumed so far, for messages. */
  position = 0;
  #ended = false;
  #piece: Uint8Array = new Uint8Array(0);
  readonly #input: AsyncIterator<Uint8Array>;

  constructor(input: AsyncIterable<Uint8Array>) {
    this.#input = input[Symbol.asyncIterator]();
  }

  /** Bytes in the window. */
  get available(): number {
    return this.end - this.start;
  }

  /** Reads until the window holds `count` bytes. False when the stream ends before; what there is stays in the window. */
  async need(count: number): Promise<boolean> {
    while (this.available < count) {
      if (this.#piece.length === 0 && !(await this.#nextPiece())) return false;
      this.#take(count);
    }
    return true;
  }

  /** A view of the next `count` bytes, which must be available. It is valid until the next `need` or `skip`. */
  view(count: number): Uint8Array {
    return this.bytes.subarray(this.start, this.start + count);
  }

  /** Drops `count` available bytes. */
  consume(count: number): void {
    this.start += count;
    this.position += count;
  }

  /** Drops `count` bytes, however many, without holding them. False when the stream ends before. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > this.available) {
      left -= this.available;
      this.consume(this.available);
      if (!(await this.need(1))) return false;
    }
    this.consume(left);
    return true;
  }

  /** Tells the input that nothing more will be read. */
  async close(): Promise<void> {
    this.#piece = new Uint8Array(0);
    if (this.#ended) return;
    this.#ended = true;
    await this.#input.return?.();
  }

  async #nextPiece(): Promise<boolean> {
    if (this.#ended) return false;
    // An iterator that threw is finished; it must not be asked to return.
    this.#ended = true;
    const { value, done } = await this.#input.next();
    if (done) return false;
    this.#ended = false;
    this.#piece = value;
    return true;
  }

  /** Moves a portion of the current piece into the window, compacting or growing it when there is no room at its end. */
  #take(wanted: number): void {
    const portion = this.#piece.subarray(0, PORTION);
    if (this.end + portion.length > this.bytes.length) {
      const held = this.bytes.subarray(this.start, this.end);
      const size = Math.max(held.length, wanted) + PORTION;
      if (size > this.bytes.length) {
        const larger = new Uint8Array(2 * size);
        larger.set(held);
        this.bytes = larger;
      } else {
        this.bytes.copyWithin(0, this.start, this.end);
      }
      this.end -= this.start;
      this.start = 0;
    }
    this.bytes.set(portion, this.end);
    this.end += portion.length;
    this.#piece = this.#piece.subarray(portion.length);
  }
}
