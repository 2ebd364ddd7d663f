import { readFeatures, readSound } from "./api.ts";
import type { AudioFeatures, Track } from "./contract.ts";
import { byId } from "./dom.ts";
import { createDropZone } from "./drop-zone.ts";
import { readKey } from "./key-store.ts";
import { createKeyView } from "./key-view.ts";
import { createLibrary } from "./library-view.ts";
import { createQueue } from "./queue.ts";
import { createResultView } from "./result-view.ts";
import { keyName } from "./words.ts";

/** Says one sentence to those who listen to the page instead of looking at it. */
function announce(sentence: string): void {
  byId("status", HTMLElement).textContent = sentence;
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const result = createResultView(readKey, announce);
/** The id of the track that the last batch put on display: its later songs must not push it away. */
let batchShown = false;

function display(track: Track, features: AudioFeatures, file: File | null): void {
  const fetchSound = (): Promise<Blob> => readSound(readKey(), track.id);
  result.show({ track, features, fileName: file?.name ?? null, sound: { atHand: file, fetch: fetchSound } });
  document.body.classList.add("has-result");
  byId("result", HTMLElement).scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "start" });
}

async function open(track: Track): Promise<void> {
  try {
    display(track, await readFeatures(readKey(), track.id), null);
    byId("result-title", HTMLElement).focus({ preventScroll: true });
    await library.refresh(track.id);
  } catch (error) {
    announce(`${track.name}: ${(error as Error).message}`);
    byId("notice", HTMLElement).textContent = `${track.name}: ${(error as Error).message}`;
  }
}

function clearResult(): void {
  result.hide();
  document.body.classList.remove("has-result");
}

const library = createLibrary({
  readKey,
  announce,
  askForKey: (sentence) => keyView.ask(sentence),
  opened: open,
  deleted: (id) => {
    if (result.shownId() === id) clearResult();
  },
});

const queue = createQueue({
  readKey,
  announce,
  askForKey: (sentence) => keyView.ask(sentence),
  finished: (file, track, features) => {
    announce(
      `${file.name} is analysed: ${Math.round(features.tempo)} beats a minute, ${keyName(features.key, features.mode)}.`,
    );
    if (!batchShown) display(track, features, file);
    batchShown = true;
    void library.refresh(result.shownId());
  },
});

const keyView = createKeyView(() => {
  if (readKey() === null) clearResult();
  queue.resume();
  void library.refresh(result.shownId());
});

createDropZone((files) => {
  batchShown = false;
  byId("notice", HTMLElement).textContent = "";
  queue.add(files);
});
void library.refresh(null);
