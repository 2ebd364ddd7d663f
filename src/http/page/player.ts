import { drawing, element, setProperty } from "./dom.ts";
import { soundEnvelope, waveformPath } from "./waveform.ts";
import { clock } from "./words.ts";

/** Where the sound comes from: at hand (the file that was dropped) or fetched when somebody presses play. */
export interface Sound {
  atHand: Blob | null;
  fetch: () => Promise<Blob>;
}

/**
 * A player on a staff: a play button, the sound drawn over five lines, and a slider over it for keyboard and finger.
 * `title` names it for screen readers; the returned `close` stops the sound and frees its memory.
 */
export function createPlayer(
  title: string,
  durationMs: number,
  sound: Sound,
): { node: HTMLElement; close: () => void } {
  const audio = new Audio();
  const strokes = matchMedia("(max-width: 46rem)").matches ? 60 : 150;
  let url: string | null = null;
  let open = true;

  const wave = drawing("path", { class: "wave" });
  const played = drawing("path", { class: "wave played" });
  const picture = drawing(
    "svg",
    { viewBox: `0 0 ${strokes} 100`, preserveAspectRatio: "none", "aria-hidden": "true" },
    wave,
    played,
  );
  const slider = element("input", {
    type: "range",
    min: 0,
    max: Math.max(1, durationMs / 1000),
    step: 0.1,
    value: 0,
  });
  slider.setAttribute("aria-label", `Position in ${title}`);
  const button = element("button", { type: "button", class: "play", "aria-label": `Play ${title}` });
  const time = element("span", { class: "time" });
  const staff = element("div", { class: "staff" }, picture, slider);
  const node = element("div", { class: "player" }, button, staff, time);

  const draw = (): void => {
    const total = Number.isFinite(audio.duration) ? audio.duration : durationMs / 1000;
    const share = total > 0 ? audio.currentTime / total : 0;
    setProperty(staff, "--played", share);
    slider.value = String(audio.currentTime);
    slider.setAttribute("aria-valuetext", `${clock(audio.currentTime * 1000)} of ${clock(total * 1000)}`);
    time.textContent = audio.currentTime > 0 ? clock(audio.currentTime * 1000) : clock(total * 1000);
    button.classList.toggle("playing", !audio.paused);
    button.setAttribute("aria-label", `${audio.paused ? "Play" : "Pause"} ${title}`);
  };

  const load = async (blob: Blob): Promise<void> => {
    url = URL.createObjectURL(blob);
    audio.src = url;
    const levels = await soundEnvelope(blob, strokes);
    if (levels === null || !open) return;
    const path = waveformPath(levels);
    wave.setAttribute("d", path);
    played.setAttribute("d", path);
    staff.classList.add("drawn");
  };

  const toggle = async (): Promise<void> => {
    try {
      if (url === null) await load(await sound.fetch());
      if (audio.paused) await audio.play();
      else audio.pause();
    } catch (error) {
      time.textContent =
        error instanceof DOMException ? "This browser cannot play it." : (error as Error).message;
    }
  };

  button.addEventListener("click", () => void toggle());
  slider.addEventListener("input", () => {
    audio.currentTime = Number(slider.value);
    draw();
  });
  for (const event of ["timeupdate", "play", "pause", "ended", "loadedmetadata"])
    audio.addEventListener(event, draw);
  draw();
  if (sound.atHand !== null) void load(sound.atHand);

  const close = (): void => {
    open = false;
    audio.pause();
    audio.removeAttribute("src");
    if (url !== null) URL.revokeObjectURL(url);
  };
  return { node, close };
}
