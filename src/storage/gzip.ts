/**
 * Packs a text, or pieces of one, in bounded memory beside what it is given.
 * @returns the gzipped bytes (RFC 1952)
 */
export async function* gzip(
  text: string | AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array> {
  const packing = new CompressionStream("gzip");
  const writer = packing.writable.getWriter();
  const feeding = (async () => {
    for await (const piece of typeof text === "string" ? [new TextEncoder().encode(text)] : text) {
      await writer.write(piece);
    }
    await writer.close();
  })();
  // A failure of the source is thrown to whoever reads, not left to nobody.
  feeding.catch((cause) => writer.abort(cause).catch(() => {}));
  yield* packing.readable;
  await feeding;
}

/** Unpacks a gzipped stream. */
export const gunzip = (packed: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> =>
  packed.pipeThrough(new DecompressionStream("gzip"));
