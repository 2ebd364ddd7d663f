import { request as ask } from "node:http";

/** An answer as a browser has it, read to its end. */
export interface Page {
  status: number;
  url: URL;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface Sent {
  method?: "GET" | "POST";
  /** An object is sent as JSON, parameters as a form. */
  body?: object | URLSearchParams;
  headers?: Record<string, string>;
}

const MOST_REDIRECTS = 10;

let addresses = 0;
/** An address of those that are set aside for tests of networks (RFC 2544). */
function anotherAddress(): string {
  addresses++;
  return `198.18.${addresses >> 8}.${addresses & 255}`;
}

/**
 * A browser without a screen: it keeps each origin's cookies, follows redirects, and says with each request whether a
 * person went somewhere or a page's script asked (Fetch Metadata), which `fetch` of Node cannot be told to.
 */
export class Browser {
  /** Cookies by origin: two servers on one machine stand for two sites here, although ports do not part cookies. */
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #home: URL;
  readonly #address: string;

  /**
   * @param home the site whose pages the person looks at
   * @param address where the person is, as the network in front of the site would say it, by which requests are counted;
   *   each browser is somewhere else if not told
   */
  constructor(home: URL, address = anotherAddress()) {
    this.#home = home;
    this.#address = address;
  }

  /** A copy that has the same cookies, and goes its own way from here on; from another address, if one is given. */
  clone(address = this.#address): Browser {
    const copy = new Browser(this.#home, address);
    for (const [origin, jar] of this.#cookies) copy.#cookies.set(origin, new Map(jar));
    return copy;
  }

  cookies(origin = this.#home.origin): ReadonlyMap<string, string> {
    return this.#cookies.get(origin) ?? new Map();
  }

  setCookie(name: string, value: string, origin = this.#home.origin): void {
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar.set(name, value));
  }

  /** Goes to an address as by the address bar, without following where it leads. */
  visit(address: string | URL): Promise<Page> {
    return this.#send(new URL(address, this.#home), {
      headers: {
        accept: "text/html,application/xhtml+xml",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
        "sec-fetch-site": "none",
      },
    });
  }

  /**
   * Goes to an address and on until a page is there, or until it would leave for an address that `stop` names.
   * @returns the last answer, whose `url` is where the browser is; a place it stopped before has status 0
   * @throws Error after ten redirects
   */
  async follow(address: string | URL, stop: (url: URL) => boolean = () => false): Promise<Page> {
    let url = new URL(address, this.#home);
    for (let i = 0; i < MOST_REDIRECTS; i++) {
      if (stop(url)) return { status: 0, url, headers: {}, body: "" };
      const page = await this.visit(url);
      const { location } = page.headers;
      if (page.status < 300 || page.status > 399 || typeof location !== "string") return page;
      url = new URL(location, url);
    }
    throw new Error(`more than ${MOST_REDIRECTS} redirects, the last to ${url}`);
  }

  /** Asks as a script of one of the site's pages does (of another's, by a whole address): POST with JSON when there is a body. */
  async send<T = Record<string, unknown>>(
    path: string | URL,
    { method, body, headers }: Sent = {},
  ): Promise<{ status: number; headers: Page["headers"]; body: T }> {
    const url = new URL(path, this.#home);
    const isForm = body instanceof URLSearchParams;
    const page = await this.#send(url, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        accept: "application/json",
        "sec-fetch-mode": "cors",
        "sec-fetch-dest": "empty",
        "sec-fetch-site": "same-origin",
        ...(body !== undefined && {
          origin: url.origin,
          "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
        }),
        ...headers,
      },
      text: body === undefined ? undefined : isForm ? body.toString() : JSON.stringify(body),
    });
    const json = String(page.headers["content-type"]).startsWith("application/json") && page.body !== "";
    return { status: page.status, headers: page.headers, body: json ? JSON.parse(page.body) : page.body };
  }

  #send(url: URL, { method = "GET", headers, text }: Request): Promise<Page> {
    const jar = this.cookies(url.origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const options = {
      method,
      headers: {
        ...headers,
        ...(cookie !== "" && { cookie }),
        "cf-connecting-ip": this.#address,
      },
    };
    return new Promise((resolve, reject) => {
      const sent = ask(url, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("error", reject);
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          for (const line of answer.headers["set-cookie"] ?? []) this.#keep(url.origin, line);
          const { statusCode = 0, headers } = answer;
          resolve({ status: statusCode, url, headers, body: Buffer.concat(chunks).toString() });
        });
      });
      sent.on("error", reject);
      sent.end(text);
    });
  }

  /** Keeps a cookie, or drops it when it is given in the past (RFC 6265). */
  #keep(origin: string, line: string): void {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf("="));
    const jar = new Map(this.cookies(origin));
    const isGone = attributes.some((attribute) => {
      const [key = "", value = ""] = attribute.split("=");
      return (
        (key.toLowerCase() === "max-age" && Number(value) <= 0) ||
        (key.toLowerCase() === "expires" && Date.parse(value) < Date.now())
      );
    });
    if (isGone) jar.delete(name);
    else jar.set(name, pair.slice(pair.indexOf("=") + 1));
    this.#cookies.set(origin, jar);
  }
}

interface Request {
  method?: string;
  headers: Record<string, string>;
  text?: string | undefined;
}
