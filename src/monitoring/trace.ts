const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The trace a request belongs to: the caller's, when it sent a valid W3C `traceparent`, else a new one.
 * 32 hexadecimal digits, never all zero. Source: W3C Trace Context, section 3.2.
 */
export function traceIdOf(traceparent: string | null | undefined): string {
  const sent = traceparent ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  return sent && !/^0+$/.test(sent) ? sent : crypto.randomUUID().replaceAll("-", "");
}
