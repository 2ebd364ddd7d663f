import { isPublicIp, parseIp } from "./address.ts";
import { publicUrl } from "./public-url.ts";
import { readWithin } from "./read-within.ts";
import { OutgoingRefused } from "./refused.ts";

export interface SafeFetchOptions {
  /** Origins that may be asked although they are not public, http and any port included. */
  allowed: readonly string[];
  /** For everything together: redirects, waiting, the whole body. Milliseconds. */
  timeoutMs: number;
  /** The longest body that is taken, in bytes, unpacked. */
  maxBytes: number;
  /** What asks; the platform's `fetch` unless told otherwise. */
  fetch?: typeof fetch;
  /** Finds a name's addresses, where the platform can: then none of them may be private. */
  resolve?: (hostname: string) => Promise<readonly string[]>;
}

const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const WITHOUT_BODY = new Set([204, 205, 304]);

/** What another origin than the first may hear of a request; anything else could be a secret meant for the first. */
const HARMLESS = ["accept", "accept-language", "user-agent"];

/** A request, taken apart so that it can be sent again. */
interface Sent {
  method: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer> | null;
  signal: AbortSignal;
}

/**
 * A `fetch` for addresses that users name (identity providers, key sets, clients' metadata): it asks public https hosts
 * only, looks at each redirect anew, carries no cookies, and takes no longer and no more than it was told. The body of
 * its answer is read already. OWASP, Server-Side Request Forgery Prevention.
 *
 * A name that resolves to a private address is not found out without `resolve`, and even then it may resolve
 * differently a moment later: the network below must refuse private addresses too. See docs/security.md.
 * @returns a drop-in for `fetch`; it rejects with OutgoingRefused where these rules speak against the address or its
 *   answer, otherwise as `fetch` does
 */
export function createSafeFetch(options: SafeFetchOptions): typeof fetch {
  const { timeoutMs, maxBytes, resolve } = options;
  // Bound now, so that a Worker may put the safe one in the platform's place.
  const ask: typeof fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const allowed = new Set(options.allowed.map((origin) => new URL(origin).origin));

  const check = async (address: string): Promise<URL> => {
    const url = publicUrl(address, allowed);
    if (!resolve || allowed.has(url.origin)) return url;
    const addresses = (await resolve(url.hostname)).map(parseIp);
    if (addresses.length === 0 || !addresses.every((ip) => ip !== null && isPublicIp(ip)))
      throw new OutgoingRefused("host", "This host is not on the public internet.");
    return url;
  };

  const send = async (input: RequestInfo | URL, init: RequestInit, signal: AbortSignal) => {
    const start = await check(typeof input === "string" ? input : "url" in input ? input.url : input.href);
    // workerd refuses to make a request that says `error`; redirects are ours to follow anyway.
    const { redirect = input instanceof Request ? input.redirect : "follow", signal: _, ...rest } = init;
    const first = new Request(input, rest);
    const headers = new Headers(first.headers);
    for (const name of ["cookie", "cookie2", "proxy-authorization", "host"]) headers.delete(name);
    // Read once, because a redirect may want it sent again.
    const body = first.body === null ? null : await readWithin(first, maxBytes);
    return follow(start, { method: first.method, headers, body, signal }, redirect);
  };

  return async (input, init = {}) => {
    const limit = AbortSignal.timeout(timeoutMs);
    const signals = [limit, init.signal, input instanceof Request ? input.signal : null];
    const signal = AbortSignal.any(signals.filter((given) => given != null));
    signal.throwIfAborted();
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    try {
      // A host, a resolver and a body may each stop answering without an error.
      return await Promise.race([send(input, init, signal), ended]);
    } catch (error) {
      if (limit.aborted && !(error instanceof OutgoingRefused))
        throw new OutgoingRefused("timeout", `The host did not answer within ${timeoutMs / 1000} s.`);
      throw error;
    }
  };

  async function follow(start: URL, sent: Sent, mode: string): Promise<Response> {
    let { method, headers, body } = sent;
    let url = start;
    for (let hop = 0; ; hop++) {
      const request = { method, headers, body, signal: sent.signal, redirect: "manual" as const };
      const answer = await ask(url.href, request);
      const location = REDIRECTS.has(answer.status) ? answer.headers.get("location") : null;
      if (location === null || mode === "manual") return withBody(answer, maxBytes);
      await answer.body?.cancel();
      if (mode === "error" || hop === MOST_REDIRECTS)
        throw new OutgoingRefused("redirect", "The host sent us elsewhere too often, or where it must not.");
      const next = await check(URL.canParse(location, url) ? new URL(location, url).href : location);
      if (answer.status === 303 ? method !== "HEAD" : method === "POST" && answer.status < 307) {
        method = "GET";
        body = null;
        headers.delete("content-type");
      }
      if (next.origin !== url.origin) {
        // A body is meant for whom it was sent to; it may hold a client's secret.
        if (body !== null)
          throw new OutgoingRefused(
            "redirect",
            "The host sent us to another one with what was meant for it.",
          );
        headers = new Headers(HARMLESS.flatMap((name) => pairs(headers, name)));
      }
      url = next;
    }
  }
}

/** The answer with its body read, within bounds, and without cookies or labels of a body that is unpacked by now. */
async function withBody(answer: Response, maxBytes: number): Promise<Response> {
  const headers = new Headers(answer.headers);
  for (const name of ["set-cookie", "content-encoding", "content-length"]) headers.delete(name);
  const { status, statusText } = answer;
  const bytes = answer.body === null ? null : await readWithin(answer, maxBytes);
  return new Response(WITHOUT_BODY.has(status) ? null : bytes, { status, statusText, headers });
}

function pairs(headers: Headers, name: string): [string, string][] {
  const value = headers.get(name);
  return value === null ? [] : [[name, value]];
}
