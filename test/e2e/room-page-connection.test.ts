import { rm } from "node:fs/promises";
import type { Page, WebSocketRoute } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RunningDescant, startDescant } from "../../scripts/serve.ts";
import { ApiClient } from "./api-client.ts";
import { closeContexts } from "./chromium.ts";
import { type Guest, isChromiumMissing, makeGuest, makeRoom, visit } from "./room-page-browser.ts";
import { DEAF, newState } from "./server.ts";

/** Tokens last so long in the one test that waits for their end; the others would meet it at any moment. */
const TOKEN_SECONDS = 6;

let descant: RunningDescant;
let api: ApiClient;
let guest: Guest;
let stateFolder = "";
const sins: string[] = [];

/** The way between a page and the room, which a test can cut. */
interface Line {
  page: Page;
  cut: (code: number) => Promise<void>;
  mend: () => void;
  /** How often the page has connected. */
  connections: () => number;
}

async function openRoom(id: string, key: string): Promise<Line> {
  const page = await visit(new URL(`/rooms#key=${key}`, descant.url), sins);
  let cutWith: number | null = null;
  let open: WebSocketRoute | null = null;
  let connections = 0;
  await page.routeWebSocket(/\/v1\/rooms\/sync\//, (socket) => {
    if (cutWith !== null) return void socket.close({ code: cutWith });
    connections++;
    open = socket;
    socket.connectToServer();
  });
  await page.goto(new URL(`/rooms/${id}`, descant.url).href);
  await page.locator(".sheet").waitFor();
  return {
    page,
    connections: () => connections,
    cut: async (code) => {
      cutWith = code;
      await open?.close({ code });
    },
    mend: () => {
      cutWith = null;
    },
  };
}

const SET = [{ op: "add_track", id: "t", title: "One" }];
const title = (page: Page): Promise<string> => page.locator(".song input").first().inputValue();
const saved = (page: Page) => expect.poll(() => page.locator(".saving").textContent()).toMatch(/^Saved/);
async function rename(page: Page, name: string): Promise<void> {
  await page.locator(".song input").first().fill(name);
  await page.keyboard.press("Enter");
}

/** Serves the tests of a describe, with variables of its own. */
function serve(vars: Record<string, number> = {}): void {
  beforeAll(async () => {
    stateFolder = await newState();
    descant = await startDescant({
      ...DEAF,
      port: 0,
      stateFolder,
      vars: { LOG_LEVEL: "error", ...vars },
    });
    api = new ApiClient(descant.url, descant.key);
    guest = await makeGuest(descant);
  });
  afterEach(async () => {
    await closeContexts();
    expect(sins.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await descant?.stop();
    await rm(stateFolder, { recursive: true, force: true });
  });
}

describe.skipIf(isChromiumMissing)("the page of a room whose tokens end soon", () => {
  serve({ ROOM_TOKEN_HOURS: TOKEN_SECONDS / 3600 });

  it("gets new tokens when the old ones end, and nobody notices", async () => {
    const id = await makeRoom(api, "playlist", {}, SET);
    const { page, connections } = await openRoom(id, descant.key);
    await expect.poll(connections).toBeGreaterThan(1);
    await rename(page, "After the first token");
    await saved(page);
    await expect.poll(() => page.locator(".notice:visible").count()).toBe(0);
  });
});

describe.skipIf(isChromiumMissing)("the page of a room on a bad line", () => {
  serve();

  it("gives back the server's document when an edit is refused that was made while away", async () => {
    const id = await makeRoom(api, "playlist", { [guest.actor]: "editor" }, SET);
    const line = await openRoom(id, guest.key);
    const { page } = line;
    await line.cut(1013);
    await expect.poll(() => page.locator(".saving").textContent()).toMatch(/^Not connected/);
    await rename(page, "Never taken");
    await api.ask(`/v1/rooms/${id}/members/${guest.actor}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ role: "viewer" }),
    });
    line.mend();
    await page.getByText("The server did not take your last change").waitFor();
    await expect.poll(() => title(page)).toBe("One");
    await page.locator("#may-not", { hasText: "You are a viewer here" }).waitFor();
    await saved(page);
  });

  it.each([
    [4400, "did not understand this page"],
    [4409, "has been set aside untouched"],
    [4413, "larger than this server allows"],
    [4450, "The server closed the connection (4450)"],
  ])("says in a sentence why the server closed it for good (%i)", async (code, sentence) => {
    const id = await makeRoom(api, "playlist", {}, SET);
    const line = await openRoom(id, descant.key);
    await line.cut(code);
    await line.page.getByRole("alert").getByText(sentence).waitFor();
    await expect.poll(() => line.page.locator(".stage[inert]").count()).toBe(1);
    await expect.poll(() => line.page.locator(".saving").textContent()).toBe("Not connected.");
  });

  it("waits for a place where the room is full", async () => {
    const id = await makeRoom(api, "playlist", {}, SET);
    const line = await openRoom(id, descant.key);
    await line.cut(4503);
    await line.page.getByText("The room is full. Trying again").waitFor();
    line.mend();
    await saved(line.page);
  });
});
