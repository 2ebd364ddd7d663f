import { createHash } from "node:crypto";
import { type AudioFormat, RECOGNITION_BYTES, recogniseAudio } from "../audio/recognise/index.ts";
import { ApiError } from "../http/index.ts";
import type { ObjectWriter } from "../storage/index.ts";

export interface Received {
  format: AudioFormat;
  mediaType: string;
  sha256: string;
  sizeBytes: number;
}

/**
 * Takes a recording in as it arrives: recognises it by its content, hashes and counts it, and writes it on. Never
 * more than its head and one part of the writer's are in memory.
 * @param open called once the bytes are known to be a recording; where they go
 * @throws ApiError `empty_audio`, `unsupported_audio`, `payload_too_large`, or `malformed_body` for a body that stops;
 *   what the writer throws, as it is; what was written by then has been thrown away
 */
export async function receiveRecording(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
  open: () => Promise<ObjectWriter>,
): Promise<Received> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  let head: Uint8Array[] = [];
  let writer: ObjectWriter | undefined;
  let recognised: { format: AudioFormat; mediaType: string } | undefined;

  const begin = async () => {
    const start = concat(head);
    head = [];
    const recognition = recogniseAudio(start);
    if (recognition.kind === "other") {
      const code = start.length === 0 ? "empty_audio" : "unsupported_audio";
      throw new ApiError(code, recognition.reason, { details: { recognised_as: recognition.label } });
    }
    recognised = recognition;
    writer = await open();
    await writer.write(start);
  };

  try {
    for await (const chunk of whole(bytes)) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      if (writer) {
        await writer.write(chunk);
        continue;
      }
      // The stream may reuse its buffer for the next chunk, so what is kept is copied.
      head.push(chunk.slice());
      if (sizeBytes >= RECOGNITION_BYTES) await begin();
    }
    if (!writer) await begin();
    await writer?.complete();
  } catch (error) {
    // A store that cannot even throw parts away does so by itself in time.
    await writer?.abort().catch(() => {});
    throw error;
  }
  if (!recognised) throw new Error("a recording was taken in without being recognised");
  const { format, mediaType } = recognised;
  return { format, mediaType, sha256: hash.digest("hex"), sizeBytes };
}

/** The refusal of a body that is over the limit. */
export function tooLarge(maxBytes: number): ApiError {
  return new ApiError("payload_too_large", `A recording may have ${maxBytes} bytes at the most.`, {
    details: { max_bytes: maxBytes },
  });
}

/** The bytes of a body, one that breaks off as an error of the sender's. */
async function* whole(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    throw new ApiError("malformed_body", "The body ended before it was complete.", { cause });
  }
}

function concat(chunks: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
