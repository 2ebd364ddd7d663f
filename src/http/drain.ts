import { answerWithin } from "../monitoring/index.ts";

/** What is read of a refused body at the most: bytes, and milliseconds. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_MS = 3_000;

/**
 * Reads on, and throws away, what is left of a body that has been refused: a sender that is still sending when the answer
 * comes often sees a broken connection instead. Bounded, so that nobody can make us read for ever; never fails.
 */
export async function drain(rest: AsyncIterable<Uint8Array>): Promise<void> {
  await answerWithin(readAway(rest), MOST_MS).catch(() => {});
}

async function readAway(rest: AsyncIterable<Uint8Array>): Promise<void> {
  let left = MOST_BYTES;
  try {
    for await (const chunk of rest) {
      left -= chunk.length;
      if (left <= 0) return;
    }
  } catch {
    // Whoever has gone away hears no answer.
  }
}
