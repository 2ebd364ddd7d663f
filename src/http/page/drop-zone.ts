import { byId } from "./dom.ts";

/**
 * Ties the page's file input to `chosen`. The input fills the whole zone, invisibly: a click, the keyboard and a drop
 * all reach the one real control. A file that misses the zone is taken too, instead of replacing the page.
 */
export function createDropZone(chosen: (files: File[]) => void): void {
  const zone = byId("drop", HTMLElement);
  const input = byId("file", HTMLInputElement);

  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = "";
    if (files.length > 0) chosen(files);
  });

  let depth = 0;
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) zone.classList.toggle("over", ++depth > 0);
  });
  addEventListener("dragleave", (event) => {
    if (carriesFiles(event)) zone.classList.toggle("over", --depth > 0);
  });
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    zone.classList.remove("over");
    chosen([...(event.dataTransfer?.files ?? [])]);
  });
}
