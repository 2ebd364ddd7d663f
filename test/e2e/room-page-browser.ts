import type { BrowserContextOptions, Page } from "playwright-core";
import type { RunningDescant } from "../../scripts/serve.ts";
import { hashApiKey, mintApiKey } from "../../src/auth/api-key.ts";
import type { DocumentKind } from "../../src/collaboration/documents/contract.ts";
import { newId } from "../../src/database/identifier.ts";
import { SCOPES } from "../../src/policy/principal.ts";
import type { ApiClient } from "./api-client.ts";
import { chromiumIsMissing, openContext } from "./chromium.ts";

/** Whether there is no browser to test with. */
export const isChromiumMissing = chromiumIsMissing("The tests of the rooms' page are");

export const DESK: BrowserContextOptions = {
  viewport: { width: 1280, height: 900 },
  reducedMotion: "reduce",
};
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  reducedMotion: "reduce",
};

/** Somebody with an API key of their own. */
export interface Guest {
  key: string;
  /** As the API names them. */
  actor: string;
}

/** Gives the local tenant another key, as somebody else would have one. */
export async function makeGuest({ miniflare }: RunningDescant): Promise<Guest> {
  const database = await miniflare.getD1Database("DB", "descant-gateway");
  const tenant = await database
    .prepare("select id from tenants order by created_at limit 1")
    .first<{ id: string }>();
  const [id, key] = [newId(), mintApiKey()];
  await database
    .prepare("insert into api_keys (id, tenant_id, name, hash, hint, scopes) values (?, ?, 'guest', ?, ?, ?)")
    .bind(id, tenant?.id, hashApiKey(key), key.slice(-4), JSON.stringify(SCOPES))
    .run();
  return { key, actor: `key:${id}` };
}

/** A room made over the API by the owner of the local key, with what a test puts into it. */
export async function makeRoom(
  api: ApiClient,
  kind: DocumentKind,
  members: Record<string, string> = {},
  operations: Record<string, unknown>[] = [],
): Promise<string> {
  const send = async (method: string, path: string, body: unknown): Promise<{ id: string }> => {
    const answer = await api.ask<{ id: string }>(path, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const { id } = await send("POST", "/v1/rooms", {
    kind,
    name: kind === "playlist" ? "Friday set" : "Harbour song",
  });
  for (const [actor, role] of Object.entries(members))
    await send("PUT", `/v1/rooms/${id}/members/${actor}`, { role });
  if (operations.length > 0) await send("PATCH", `/v1/rooms/${id}/document`, { operations });
  return id;
}

/** Everything that a page must not do, in sentences. */
export type Sins = string[];

/** Opens a fresh browser profile at a path of the server and records what it does wrong. */
export async function visit(url: URL, sins: Sins, options: BrowserContextOptions = DESK): Promise<Page> {
  const context = await openContext(options);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url.origin });
  const page = await context.newPage();
  page.on("pageerror", (error) => sins.push(`threw ${error.message}`));
  page.on("console", (message) => {
    // Chromium reports answers above 399 and sockets that break as errors of its own; tests that provoke them say so elsewhere.
    const isProvoked = /Failed to load resource|WebSocket connection to/.test(message.text());
    // Where a test stands in between, Playwright's socket writes to one that is closing; no script of the page then says it.
    const isPlaywrights =
      /^WebSocket is already in CLOSING/.test(message.text()) && message.location().url === "";
    if (message.type() === "error" && !isProvoked && !isPlaywrights) sins.push(`logged ${message.text()}`);
  });
  const check = (address: string): void => {
    const { protocol, host, search, pathname } = new URL(address);
    if (protocol !== "blob:" && protocol !== "data:" && host !== url.host) sins.push(`asked ${address}`);
    if (search.includes("dsc_")) sins.push(`put a key into ${pathname}`);
  };
  page.on("request", (request) => check(request.url()));
  page.on("websocket", (socket) => check(socket.url()));
  await page.exposeFunction("reportViolation", (what: string) => sins.push(`broke its policy: ${what}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      (window as Window & { reportViolation?: (what: string) => void }).reportViolation?.(
        `${event.violatedDirective} ${event.blockedURI}`,
      );
    });
  });
  await page.goto(url.href);
  return page;
}
