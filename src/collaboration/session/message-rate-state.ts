/** A token bucket: how many messages a socket may still send. */
export interface MessageRate {
  tokens: number;
  /** When that was so, ms. */
  at: number;
}

export interface RatePolicy {
  messagesPerSecond: number;
  messageBurst: number;
}

/** Counts one message. @returns null where it is one too many */
export function countMessage(rate: MessageRate, policy: RatePolicy, now: number): MessageRate | null {
  const flowed = (Math.max(0, now - rate.at) / 1000) * policy.messagesPerSecond;
  const tokens = Math.min(policy.messageBurst, rate.tokens + flowed);
  return tokens < 1 ? null : { tokens: tokens - 1, at: Math.max(now, rate.at) };
}
