/** A piece of a WebSocket connection that can be passed on by itself. */
export interface Piece {
  bytes: Buffer;
  /** How many bytes it came in. */
  length: number;
  /** A whole message in one frame, which may be sent twice or after another without breaking the framing. */
  isMessage: boolean;
}

const HEAD_END = "\r\n\r\n";

/**
 * Cuts one direction of a connection into its HTTP head and its WebSocket frames (RFC 6455, section 5.2). Whatever has not
 * come whole waits. Extensions are not offered on: each compressed frame would need all those before it, in their order.
 */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #headSeen = false;

  take(bytes: Buffer): Piece[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const pieces: Piece[] = [];
    for (let piece = this.#next(); piece; piece = this.#next()) {
      pieces.push(piece);
      this.#rest = this.#rest.subarray(piece.length);
    }
    return pieces;
  }

  #next(): Piece | null {
    if (!this.#headSeen) {
      const end = this.#rest.indexOf(HEAD_END);
      if (end < 0) return null;
      this.#headSeen = true;
      const length = end + HEAD_END.length;
      return { length, bytes: withoutExtensions(this.#rest.subarray(0, length)), isMessage: false };
    }
    const length = frameLength(this.#rest);
    if (length === null || this.#rest.length < length) return null;
    const [first = 0] = this.#rest;
    const isFinal = (first & 0x80) !== 0;
    const opcode = first & 0x0f;
    return {
      length,
      bytes: this.#rest.subarray(0, length),
      isMessage: isFinal && (opcode === 1 || opcode === 2),
    };
  }
}

function withoutExtensions(head: Buffer): Buffer {
  return Buffer.from(head.toString("latin1").replace(/\r\nsec-websocket-extensions:[^\r]*/gi, ""), "latin1");
}

/** How many bytes the frame has that these begin with; null while too few have come to know. */
function frameLength(bytes: Buffer): number | null {
  if (bytes.length < 2) return null;
  const isMasked = (bytes[1]! & 0x80) !== 0;
  const short = bytes[1]! & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (bytes.length < 2 + extra) return null;
  const payload =
    extra === 0 ? short : extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return 2 + extra + (isMasked ? 4 : 0) + payload;
}
