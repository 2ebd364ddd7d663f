/** What a client sent is not what the protocol allows. The message says what is wrong with it, never what it held. */
export class MalformedFrame extends Error {
  override readonly name = "MalformedFrame";
}
