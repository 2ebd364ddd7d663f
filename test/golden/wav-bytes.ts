/** What a WAV file written for a test says and holds; everything may be a lie. */
export interface WavSpec {
  /** Format tag: 1 integers, 3 floats, 6 A-law, 7 mu-law, or anything else. */
  tag: number;
  channels: number;
  sampleRate: number;
  bits: number;
  /** The bytes of the data chunk. */
  data: Uint8Array;
  /** RIFX when true. */
  bigEndian?: boolean;
  /** WAVEFORMATEXTENSIBLE when true. */
  extensible?: boolean;
  /** RF64 with a ds64 chunk when true. */
  rf64?: boolean;
  /** Declared size of the data chunk, when it is not the true one. */
  declaredBytes?: number;
  /** Declared bytes of a frame, when they are not the true ones. */
  blockAlign?: number;
  /** Bodies of unknown chunks before the data chunk. */
  extraChunks?: Uint8Array[];
}

const GUID_TAIL = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/** The bytes of a WAV file as specified. */
export function wavBytes(spec: WavSpec): Uint8Array<ArrayBuffer> {
  const little = !spec.bigEndian;
  const parts: Uint8Array[] = [];
  const number = (value: number, size: 2 | 4 | 8) => {
    const view = new DataView(new ArrayBuffer(size));
    if (size === 2) view.setUint16(0, value, little);
    else if (size === 4) view.setUint32(0, value, little);
    else view.setBigUint64(0, BigInt(value), little);
    return new Uint8Array(view.buffer);
  };
  const text = (value: string) => new TextEncoder().encode(value);
  const chunk = (id: string, body: Uint8Array[]) => {
    const size = body.reduce((sum, part) => sum + part.length, 0);
    parts.push(text(id), number(size, 4), ...body, new Uint8Array(size % 2));
  };
  const frameBytes = spec.channels * Math.ceil(spec.bits / 8);
  const align = spec.blockAlign ?? frameBytes;
  parts.push(text(spec.rf64 ? "RF64" : spec.bigEndian ? "RIFX" : "RIFF"));
  parts.push(number(spec.rf64 ? 0xffff_ffff : 0, 4), text("WAVE"));
  if (spec.rf64) chunk("ds64", [number(0, 8), number(spec.data.length, 8), number(0, 8), number(0, 4)]);
  const format = [
    number(spec.extensible ? 0xfffe : spec.tag, 2),
    number(spec.channels, 2),
    number(spec.sampleRate, 4),
    number((spec.sampleRate * frameBytes) % 2 ** 32, 4),
    number(align, 2),
    number(spec.bits, 2),
  ];
  if (spec.extensible) {
    format.push(
      number(22, 2),
      number(spec.bits, 2),
      number(0, 4),
      number(spec.tag, 2),
      Uint8Array.from(GUID_TAIL),
    );
  }
  chunk("fmt ", format);
  for (const body of spec.extraChunks ?? []) chunk("junk", [body]);
  const declared = spec.declaredBytes ?? (spec.rf64 ? 0xffff_ffff : spec.data.length);
  parts.push(text("data"), number(declared, 4), spec.data);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
