import { readFile, rm } from "node:fs/promises";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RunningDescant, startDescant } from "../../scripts/serve.ts";
import { ApiClient } from "./api-client.ts";
import { closeContexts } from "./chromium.ts";
import { barriers, overflow } from "./page-checks.ts";
import { YClient } from "./room-clients.ts";
import {
  DESK,
  type Guest,
  isChromiumMissing,
  makeGuest,
  makeRoom,
  PHONE,
  visit,
} from "./room-page-browser.ts";
import { DEAF, newState } from "./server.ts";

let descant: RunningDescant;
let api: ApiClient;
let guest: Guest;
let stateFolder = "";
const sins: string[] = [];

const start = async (port: number): Promise<void> => {
  descant = await startDescant({ ...DEAF, port, stateFolder, vars: { LOG_LEVEL: "error" } });
  api = new ApiClient(descant.url, descant.key);
};

/** Opens a page of the rooms with a key, and waits until it shows what is at the path. */
async function open(at: string, key = descant.key, options: BrowserContextOptions = DESK): Promise<Page> {
  const page = await visit(new URL(`${at}#key=${key}`, descant.url), sins, options);
  await page.locator("main:not([aria-busy])").waitFor();
  return page;
}

async function openRoom(id: string, key = descant.key, options: BrowserContextOptions = DESK): Promise<Page> {
  const page = await open(`/rooms/${id}`, key, options);
  await page.locator(".sheet").waitFor();
  return page;
}

const SONG = [
  { op: "set_details", title: "Harbour Song" },
  { op: "add_section", id: "verse", name: "Verse", bars: 4 },
  { op: "add_section", id: "chorus", name: "Chorus", bars: 4 },
  { op: "set_chord", section: "verse", bar: 1, beat: 1, symbol: "D" },
];
const SET = ["One", "Two", "Three", "Four"].map((title, index) => ({
  op: "add_track",
  id: `t${index}`,
  title,
  artist: "The Band",
  duration_ms: 180_000,
}));

const cell = (page: Page, section: string, place: string) =>
  page.locator(`[data-place="/sections/${section}/chords/${place}"] input`);
const songs = (page: Page): Promise<string[]> =>
  page
    .locator(".song input")
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
const sections = (page: Page): Promise<string[]> =>
  page
    .locator(".section-name input")
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
const value = (page: Page, section: string, place: string): Promise<string> =>
  cell(page, section, place).inputValue();
const saving = (page: Page): Promise<string | null> => page.locator(".saving").textContent();
const saved = (page: Page) => expect.poll(() => saving(page)).toMatch(/^Saved/);

const focusedName = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label"));

interface Arrangement {
  key: string;
  sections: { name: string; chords: { bar: number; beat: number; symbol: string }[] }[];
}
const readDocument = async <T>(id: string): Promise<T> =>
  (await api.ask<T>(`/v1/rooms/${id}/document?as=json`)).body;

describe.skipIf(isChromiumMissing)("the page of a room", () => {
  beforeAll(async () => {
    stateFolder = await newState();
    await start(0);
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

  it("lets two browsers write one arrangement at once, and both end with the same", async () => {
    const id = await makeRoom(api, "arrangement", { [guest.actor]: "editor" }, SONG);
    const [a, b] = await Promise.all([openRoom(id), openRoom(id, guest.key)]);
    expect(a.url()).toBe(`${descant.url.origin}/rooms/${id}`);

    // A is in the middle of a chord while B writes all around it, and adds a section in front.
    await cell(a, "verse", "2:1").click();
    await a.keyboard.type("F#m");
    await cell(b, "verse", "1:3").fill("A7 Bm7");
    await b.keyboard.press("Enter");
    await b.getByLabel("Key", { exact: true }).first().fill("b minor");
    await b.keyboard.press("Enter");
    await expect
      .poll(() => b.getByRole("alert").allTextContents())
      .toContain("“b minor” is no key. It looks like C major, F# minor or D dorian.");
    await b.getByLabel("Key", { exact: true }).first().fill("B minor");
    await b.keyboard.press("Enter");
    await b.getByLabel("Name of the new section").fill("Bridge");
    await b.getByRole("button", { name: "Add a section" }).click();
    await b.getByRole("button", { name: "Up: Bridge" }).click();
    await expect.poll(() => sections(a)).toEqual(["Verse", "Bridge", "Chorus"]);
    await expect.poll(() => a.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe("F#m");
    await a.keyboard.type("7");
    await a.keyboard.press("Enter");

    await expect.poll(() => value(b, "verse", "2:1")).toBe("F#m7");
    await expect.poll(() => value(a, "verse", "1:3")).toBe("A7");
    await expect.poll(() => value(a, "verse", "1:3.5")).toBe("Bm7");
    await Promise.all([saved(a), saved(b)]);
    const song = await readDocument<Arrangement>(id);
    expect(song.key).toBe("B minor");
    expect(song.sections.map(({ name }) => name)).toEqual(["Verse", "Bridge", "Chorus"]);
    expect(song.sections[0]?.chords.map(({ symbol }) => symbol)).toEqual(["D", "A7", "Bm7", "F#m7"]);
  });

  it("moves songs with the keyboard alone, and by dragging, for everybody", async () => {
    const id = await makeRoom(api, "playlist", { [guest.actor]: "editor" }, SET);
    const [a, b] = await Promise.all([openRoom(id), openRoom(id, guest.key)]);
    for (let press = 0; press < 40; press++) {
      await a.keyboard.press("Tab");
      if (await a.evaluate(() => document.activeElement?.getAttribute("aria-label")?.startsWith("Move Two")))
        break;
    }
    await a.keyboard.press("ArrowDown");
    await a.keyboard.press("ArrowDown");
    await expect.poll(() => focusedName(a)).toContain("Move Two, place 4 of 4");
    await expect.poll(() => a.locator("#status").textContent()).toBe("Two is now at place 4 of 4.");
    await a.keyboard.press("ArrowDown");
    await expect.poll(() => a.locator("#status").textContent()).toBe("Two cannot go further.");
    await expect.poll(() => songs(b)).toEqual(["One", "Three", "Four", "Two"]);

    const [grip, target] = [b.locator(".handle").nth(3), b.locator(".track").first()];
    const [from, to] = [(await grip.boundingBox())!, (await target.boundingBox())!];
    await b.mouse.move(from.x + 8, from.y + 8);
    await b.mouse.down();
    await b.mouse.move(from.x + 8, to.y + 60, { steps: 4 });
    await b.mouse.move(from.x + 8, to.y + 4, { steps: 4 });
    await b.mouse.up();
    await expect.poll(() => songs(a)).toEqual(["Two", "One", "Three", "Four"]);

    // Both move the same song at the same time: it ends at one of the two places, once.
    await Promise.all([
      a
        .locator(".track", { has: a.locator("[aria-label^='Move One']") })
        .getByRole("button", { name: "Down: One" })
        .click(),
      b
        .locator(".track", { has: b.locator("[aria-label^='Move One']") })
        .getByRole("button", { name: "Up: One" })
        .click(),
    ]);
    await Promise.all([saved(a), saved(b)]);
    await expect.poll(async () => (await songs(a)).join() === (await songs(b)).join()).toBe(true);
    expect((await songs(a)).toSorted()).toEqual(["Four", "One", "Three", "Two"]);
  });

  it("shows who is here and where, and forgets them within seconds of their leaving", async () => {
    const id = await makeRoom(api, "arrangement", { [guest.actor]: "editor" }, SONG);
    const a = await openRoom(id);
    const b = await openRoom(id, guest.key);
    await b.getByLabel("Your name").fill("Jon");
    await b.keyboard.press("Enter");
    await cell(b, "chorus", "2:3").click();
    await expect.poll(() => a.locator(".peer").allTextContents()).toHaveLength(2);
    await expect.poll(() => a.locator(".peer").nth(1).textContent()).toMatch(/^Jon\s*Chorus, bar 6$/);
    await a.locator(`[data-place="/sections/chorus/chords/2:3"].marked .tag`, { hasText: "Jon" }).waitFor();
    const colours = await a.locator(".peer").evaluateAll((peers) => peers.map((peer) => peer.className));
    expect(new Set(colours).size).toBe(2);

    await b.close({ runBeforeUnload: false });
    // The server hears the socket close: who only falls silent is asked first, and awaited, which takes longer than this.
    await expect.poll(() => a.locator(".peer").count(), { timeout: 10_000 }).toBe(1);
    await expect.poll(() => a.locator(".tag").count()).toBe(0);
    await expect.poll(() => a.locator("#status").textContent()).toBe("Jon left.");
  });

  it("takes back one's own edits only", async () => {
    const id = await makeRoom(api, "arrangement", { [guest.actor]: "editor" }, SONG);
    const [a, b] = await Promise.all([openRoom(id), openRoom(id, guest.key)]);
    await cell(a, "verse", "1:2").fill("Em");
    await a.keyboard.press("Enter");
    await expect.poll(() => value(b, "verse", "1:2")).toBe("Em");
    await cell(b, "verse", "1:4").fill("G");
    await b.keyboard.press("Enter");
    await expect.poll(() => value(a, "verse", "1:4")).toBe("G");
    await a.keyboard.press("Control+z");
    await expect.poll(() => value(b, "verse", "1:2")).toBe("");
    await expect.poll(() => value(b, "verse", "1:4")).toBe("G");
    await a.keyboard.press("Control+Shift+z");
    await expect.poll(() => value(b, "verse", "1:2")).toBe("Em");
    await a.getByRole("button", { name: "Remove: Chorus" }).click();
    await expect
      .poll(() => a.locator("#status").textContent())
      .toBe("Chorus is removed. Undo brings it back.");
    await expect.poll(() => focusedName(a)).toMatch(/^Move Verse/);
    await expect.poll(() => sections(b)).toEqual(["Verse"]);
    await a.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => sections(b)).toEqual(["Verse", "Chorus"]);
  });

  it("shows a viewer everything, lets them change nothing, and says why; a new role acts at once", async () => {
    const id = await makeRoom(api, "playlist", { [guest.actor]: "viewer" }, SET);
    const [owner, viewer] = await Promise.all([openRoom(id), openRoom(id, guest.key)]);
    await expect.poll(() => viewer.locator("#may-not").textContent()).toContain("You are a viewer here");
    await expect.poll(() => viewer.locator(".sheet input:not([readonly]):visible").count()).toBe(0);
    await expect.poll(() => viewer.locator(".sheet button:visible").count()).toBe(0);
    await expect.poll(() => viewer.locator(".composer, .keep").filter({ visible: true }).count()).toBe(0);
    await owner.locator(".song input").first().fill("Renamed");
    await owner.keyboard.press("Enter");
    await expect.poll(async () => (await songs(viewer))[0]).toBe("Renamed");

    const put = (role: string) =>
      api.ask(`/v1/rooms/${id}/members/${guest.actor}`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ role }),
      });
    await put("editor");
    await expect.poll(() => viewer.locator(".adder:visible").count()).toBe(1);
    await expect.poll(() => viewer.locator("#may-not").textContent()).toBe("");
    await viewer.locator(".song input").nth(1).fill("By the new editor");
    await viewer.keyboard.press("Enter");
    await expect.poll(async () => (await songs(owner))[1]).toBe("By the new editor");

    await put("viewer");
    await viewer.locator("#may-not", { hasText: "You are a viewer here" }).waitFor();
    await api.ask(`/v1/rooms/${id}/members/${guest.actor}`, { method: "DELETE" });
    await viewer.getByText("You are no longer in this room").waitFor();
  });

  it("goes on through a restart of the server, with what both wrote meanwhile", async () => {
    const id = await makeRoom(api, "arrangement", { [guest.actor]: "editor" }, SONG);
    const [a, b] = await Promise.all([openRoom(id), openRoom(id, guest.key)]);
    await cell(a, "verse", "1:2").fill("A");
    await a.keyboard.press("Enter");
    await saved(a);
    const port = Number(descant.url.port);
    await descant.stop();
    await expect.poll(() => saving(a)).toMatch(/^Not connected\. Trying/);
    await cell(a, "verse", "3:1").fill("Bm");
    await a.keyboard.press("Enter");
    await cell(b, "verse", "4:1").fill("G6");
    await b.keyboard.press("Enter");
    await expect.poll(() => saving(a)).toContain("Your changes are kept on this page");
    await start(port);
    await Promise.all([saved(a), saved(b)]);
    await expect.poll(() => value(a, "verse", "4:1")).toBe("G6");
    await expect.poll(() => value(b, "verse", "3:1")).toBe("Bm");
    const { sections: kept } = await readDocument<Arrangement>(id);
    expect(kept[0]?.chords.map(({ symbol }) => symbol)).toEqual(["D", "A", "Bm", "G6"]);
  });

  it("keeps versions, restores one, and hands out files", async () => {
    const id = await makeRoom(api, "playlist", {}, SET);
    const page = await openRoom(id);
    await page.getByLabel("Name of this version").fill("Before the cut");
    await page.getByRole("button", { name: "Keep a version" }).click();
    await page.locator(".version-list", { hasText: "Before the cut" }).waitFor();
    await page.getByRole("button", { name: "Remove: Two" }).click();
    await expect.poll(() => songs(page)).toEqual(["One", "Three", "Four"]);
    await saved(page);
    const restore = page.getByRole("button", { name: "Restore Before the cut" });
    await restore.click();
    await page.getByRole("button", { name: "Really restore? Restore Before the cut" }).click();
    await expect.poll(() => songs(page)).toEqual(["One", "Two", "Three", "Four"]);

    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "M3U8" }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe("Friday set.m3u8");
    expect(await readFile(await download.path(), "utf8")).toMatch(/^#EXTM3U[\s\S]*The Band - One/);
  });

  it("has comments beside, on places of the document, which others see as they come", async () => {
    const id = await makeRoom(api, "arrangement", { [guest.actor]: "commenter" }, SONG);
    const [owner, commenter] = await Promise.all([openRoom(id), openRoom(id, guest.key)]);
    await expect
      .poll(() => commenter.locator("#may-not").textContent())
      .toContain("You are a commenter here");
    await commenter.getByRole("button", { name: "Comment on Chorus" }).click();
    await commenter.keyboard.type("<b>Too long</b>, by a bar");
    await commenter.locator(".composer button[type=submit]").click();
    const thread = owner.locator(".thread");
    await thread.getByText("<b>Too long</b>, by a bar").waitFor();
    await expect.poll(() => thread.locator(".about").textContent()).toBe("About Chorus");
    await thread.getByLabel("Your reply").fill("Cut.");
    await owner.keyboard.press("Enter");
    await commenter.locator(".comment", { hasText: "Cut." }).waitFor();
    await expect.poll(() => thread.getByLabel("Your reply").inputValue()).toBe("");
    await expect.poll(() => focusedName(owner)).toBe("Your reply");
    await thread.getByRole("button", { name: "Resolve" }).click();
    await commenter.getByText("1 resolved thread").waitFor();
    // Whoever came with a key takes back what is theirs, and nothing else.
    await commenter.getByText("1 resolved thread").click();
    const theirs = commenter
      .locator(".comment", { hasText: "Too long" })
      .getByRole("button", { name: "Delete" });
    await theirs.waitFor();
    const others = commenter.locator(".comment", { hasText: "Cut." }).getByRole("button", { name: "Delete" });
    await expect.poll(() => others.count()).toBe(0);
  });

  it("lets somebody in by a link, whose secret never travels in an address", async () => {
    const id = await makeRoom(api, "arrangement", {}, SONG);
    const owner = await openRoom(id);
    await owner.getByLabel("They become").selectOption("editor");
    await owner.getByRole("button", { name: "Make a link" }).click();
    await owner.getByText("The link is made.").waitFor();
    const link = await owner.locator("#invite-link").inputValue();
    expect(link).toContain(`/rooms/${id}#invite=`);

    const stranger = await open(`/rooms/${id}`, guest.key);
    await stranger.getByText("There is no such room, or you are not a member of it.").waitFor();
    await stranger.goto(link);
    await stranger.locator(".sheet").waitFor();
    expect(stranger.url()).toBe(`${descant.url.origin}/rooms/${id}`);
    await expect.poll(() => stranger.locator(".adder:visible").count()).toBe(1);
  });

  it("says it in a sentence when a document is broken, and when the room goes away", async () => {
    const id = await makeRoom(api, "arrangement", {}, SONG);
    const { body } = await api.ask<{ token: string }>(`/v1/rooms/${id}/tokens`, { method: "POST" });
    const other = await new YClient(descant.url, id, body.token).synced();
    other.doc.getMap("sections").set("odd", 5);
    other.doc.getMap("details").set("key", "H flat");
    const page = await openRoom(id);
    await page.getByText("2 parts of this document are not as they should be").waitFor();
    await expect.poll(() => sections(page)).toEqual(["Verse", "Chorus"]);
    other.end();
    await api.ask(`/v1/rooms/${id}`, { method: "DELETE" });
    await page.getByText("This room is deleted.").waitFor();
    await page.getByRole("button", { name: "Bring it back" }).click();
    await expect.poll(() => sections(page)).toEqual(["Verse", "Chorus"]);
  });

  it("names everything that can be pressed or written in, and fits a window of 320 pixels", async () => {
    const narrow = { ...PHONE, viewport: { width: 320, height: 640 } };
    for (const [kind, operations] of [
      ["arrangement", SONG],
      ["playlist", SET],
    ] as const) {
      const page = await openRoom(await makeRoom(api, kind, {}, operations), descant.key, narrow);
      await expect.poll(() => overflow(page), { message: kind }).toBeLessThanOrEqual(0);
      expect(await barriers(page)).toEqual([]);
    }
  });

  it("fits a phone, where songs are moved with a finger", async () => {
    const playlist = await makeRoom(api, "playlist", {}, SET);
    const arrangement = await makeRoom(api, "arrangement", {}, SONG);
    const page = await openRoom(playlist, descant.key, PHONE);
    await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
    const box = async (index: number) => (await page.locator(".handle").nth(index).boundingBox())!;
    const touch = await page.context().newCDPSession(page);
    const [from, to] = [await box(0), await box(2)];
    expect(from.height).toBeGreaterThanOrEqual(40);
    const send = (type: "touchStart" | "touchMove" | "touchEnd", y: number) =>
      touch.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchEnd" ? [] : [{ x: from.x + 10, y }],
      });
    await send("touchStart", from.y + 10);
    await send("touchMove", from.y + 60);
    await send("touchMove", to.y + to.height + 40);
    await send("touchEnd", 0);
    await expect.poll(() => songs(page)).toEqual(["Two", "Three", "One", "Four"]);
    const song = await openRoom(arrangement, descant.key, PHONE);
    await expect.poll(() => overflow(song)).toBeLessThanOrEqual(0);
    expect((await cell(song, "verse", "1:1").boundingBox())!.width).toBeGreaterThan(30);
    const list = await open("/rooms", descant.key, PHONE);
    await expect.poll(() => overflow(list)).toBeLessThanOrEqual(0);
  });

  it("lists rooms and makes one, for somebody who is signed in, without any key", async () => {
    const page = await visit(new URL("/rooms", descant.url), sins);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("E-mail").fill(descant.owner.email);
    await page.locator("input[type=password]").fill(descant.owner.password ?? "");
    await page.locator("form button[type=submit]").first().click();
    await page.waitForURL("**/rooms");
    await page.locator("#room-name").fill("A room of one's own");
    await page.getByRole("radio", { name: /Playlist/ }).check();
    await page.getByRole("button", { name: "Create the room" }).click();
    await page.locator(".playlist").waitFor();
    await page.locator("#new-title").fill("First");
    await page.locator("#new-duration").fill("3:25");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".length").textContent()).toBe("1 song, 3:25");
    await saved(page);
    await page.goto(new URL("/rooms", descant.url).href);
    await page.getByRole("link", { name: "A room of one's own" }).waitFor();
  });
});
