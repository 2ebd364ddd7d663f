/** Where bytes go that are too many for a row. Keys begin with the tenant they belong to. */
export interface ObjectStore {
  /** Opens an object for writing piece by piece; nothing can be read under its key until `complete`. */
  open(key: string): ObjectWriter;
  /** The object, or a stretch of it; null when there is none under this key. */
  read(key: string, range?: ByteRange): Promise<StoredObject | null>;
  /** Erases an object; erasing what is not there is no error. */
  erase(key: string): Promise<void>;
  /**
   * Erases every object whose key begins with this.
   * @param prefix a tenant's own: the tenant, a slash, and what comes next up to a slash
   * @throws RangeError for a prefix that could reach beyond that
   */
  eraseAll(prefix: string): Promise<void>;
}

export interface ByteRange {
  /** First byte. */
  offset: number;
  /** Bytes. */
  length: number;
}

export interface StoredObject {
  /** Size of the whole object in bytes, whatever stretch was asked for. */
  size: number;
  /** Entity tag of the stored bytes, with its quotes. */
  etag: string;
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

export interface ObjectWriter {
  /** Takes the next bytes; resolves when there is room for more. The caller may reuse the array afterwards. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the object readable, whole. */
  complete(): Promise<void>;
  /** Throws away what was written so far. */
  abort(): Promise<void>;
}
