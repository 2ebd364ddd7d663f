const EMPTY_STATE = Uint8Array.of(0, 1, 2, 0, 0);

/** How a relay answers a y-websocket frame: to the question for the state with an empty one, else null, to pass it on. */
export function answerOf(frame: Uint8Array): Uint8Array | null {
  return frame[0] === 0 && frame[1] === 0 ? EMPTY_STATE : null;
}
