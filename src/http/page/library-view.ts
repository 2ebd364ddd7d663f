import { ApiError, deleteTrack, listTracks, readManyFeatures } from "./api.ts";
import type { AudioFeatures, Track } from "./contract.ts";
import { byId, element } from "./dom.ts";
import { clock, keyName } from "./words.ts";

const PAGE = 8;

/** What the list of earlier tracks needs of the page around it. */
export interface LibrarySurroundings {
  readKey: () => string | null;
  announce: (sentence: string) => void;
  /** The key is refused; a sentence says why. */
  askForKey: (sentence: string) => void;
  opened: (track: Track) => Promise<void>;
  deleted: (id: string) => void;
}

/** The list of tracks that are already on the server. */
export interface Library {
  /** Reads the list anew; `current` is the id of the track on display. */
  refresh: (current: string | null) => Promise<void>;
  clear: () => void;
}

function facts(features: AudioFeatures | null): string {
  if (features === null) return "";
  const tempo = features.tempo > 0 ? `${Math.round(features.tempo)} BPM` : "no beat";
  return `${tempo} · ${keyName(features.key, features.mode)} · ${clock(features.duration_ms)}`;
}

/** A button that asks once more in its own place before it acts: a dialog for one word would be too much. */
function deleteButton(name: string, act: () => Promise<void>): HTMLButtonElement {
  const button = element(
    "button",
    { type: "button", class: "quiet delete", "aria-label": `Delete ${name}` },
    "Delete",
  );
  const rest = (): void => {
    button.classList.remove("armed");
    button.textContent = "Delete";
    button.setAttribute("aria-label", `Delete ${name}`);
  };
  button.addEventListener("click", () => {
    if (button.classList.contains("armed")) return void act();
    button.classList.add("armed");
    button.textContent = "Really delete?";
    button.setAttribute("aria-label", `Really delete ${name}? Press again to delete it.`);
  });
  button.addEventListener("blur", rest);
  button.addEventListener("keydown", (event) => {
    if (event.key === "Escape") rest();
  });
  return button;
}

/** Makes the list over the page's `#library`, newest first, with a button for more. */
export function createLibrary(page: LibrarySurroundings): Library {
  const section = byId("library", HTMLElement);
  const list = byId("tracks", HTMLUListElement);
  const more = byId("more", HTMLButtonElement);
  let shown = PAGE;
  let current: string | null = null;
  /** Counts the readings, so that a slow answer cannot overwrite a later one. */
  let reading = 0;

  const remove = async (track: Track): Promise<void> => {
    try {
      await deleteTrack(page.readKey(), track.id);
      page.announce(`${track.name} is deleted.`);
      page.deleted(track.id);
    } catch (error) {
      page.announce(`${track.name} could not be deleted. ${(error as Error).message}`);
    }
    await refresh(current);
    byId(section.hidden ? "file" : "library-title", HTMLElement).focus();
  };

  const row = (track: Track, features: AudioFeatures | null): HTMLElement => {
    const name = track.name || "Untitled";
    const artists = track.artists.map((artist) => artist.name).join(", ");
    const open = element(
      "button",
      { type: "button", class: "open" },
      name,
      artists === "" ? null : element("small", {}, artists),
    );
    if (track.id === current) open.setAttribute("aria-current", "true");
    open.addEventListener("click", () => void page.opened(track));
    return element(
      "li",
      {},
      open,
      element("span", { class: "facts" }, facts(features)),
      deleteButton(name, () => remove(track)),
    );
  };

  const refresh = async (id: string | null): Promise<void> => {
    current = id;
    const key = page.readKey();
    if (key === null) return clear();
    const mine = ++reading;
    const tracks = await listTracks(key, shown, 0).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) page.askForKey(error.message);
      return null;
    });
    if (tracks === null) return clear();
    const ids = tracks.items.map((track) => track.id);
    const features = await readManyFeatures(key, ids).catch(() => ids.map(() => null));
    if (mine !== reading) return;
    list.replaceChildren(...tracks.items.map((track, i) => row(track, features[i] ?? null)));
    section.hidden = tracks.items.length === 0;
    more.hidden = tracks.next === null;
  };

  const clear = (): void => {
    reading++;
    list.replaceChildren();
    section.hidden = true;
  };

  more.addEventListener("click", () => {
    shown = Math.min(48, shown + PAGE);
    void refresh(current);
  });
  return { refresh, clear };
}
