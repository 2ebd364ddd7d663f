/** What spoke against asking an address, or against taking its answer. */
export type RefusalReason =
  | "address"
  | "scheme"
  | "credentials"
  | "port"
  | "host"
  | "redirect"
  | "too-large"
  | "timeout";

/** We did not ask an address that somebody named, or did not take what it answered. The sentence may be shown to them. */
export class OutgoingRefused extends Error {
  override readonly name = "OutgoingRefused";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, sentence: string) {
    super(sentence);
    this.reason = reason;
  }
}
