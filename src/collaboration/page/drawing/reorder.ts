import { element, setProperty } from "../../../http/page/index.ts";
import { words } from "../words.ts";

/** A list whose rows can be moved. Rows carry their ids in `data-id`. */
export interface ReorderOptions {
  list: HTMLElement;
  ids: () => string[];
  nameOf: (id: string) => string;
  /** Puts an entry behind another, or first for null. */
  move: (id: string, after: string | null) => void;
  announce: (sentence: string) => void;
}

/** How near the window's edge a drag scrolls it, px, and by how much. */
const [EDGE, STEP] = [48, 14];

/** Moves an entry by so many places and says where it is then. */
export function moveBy(id: string, by: number, { ids, nameOf, move, announce }: ReorderOptions): void {
  const all = ids();
  const [from, others] = [all.indexOf(id), all.filter((one) => one !== id)];
  const to = Math.min(Math.max(from + by, 0), others.length);
  if (from < 0) return;
  if (to !== from) move(id, others[to - 1] ?? null);
  announce(to === from ? words.edit.atEdge(nameOf(id)) : words.edit.moved(nameOf(id), to + 1, all.length));
}

/** Takes the focus from a row that is about to go to the one beside it. */
export function focusBeside(row: HTMLElement): void {
  const other = row.nextElementSibling ?? row.previousElementSibling;
  (other?.querySelector<HTMLElement>(".handle") ?? row.parentElement)?.focus();
}

/** What a row is moved with: a pointer drags it, the arrow keys, Home and End move it while it has the focus. */
export function createHandle(id: string, options: ReorderOptions): HTMLButtonElement {
  const handle = element(
    "button",
    { type: "button", class: "handle" },
    element("i", { "aria-hidden": "true" }),
  );
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1, Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY }[
      event.key
    ];
    if (by === undefined) return;
    event.preventDefault();
    moveBy(id, by, options);
  });
  handle.addEventListener("pointerdown", (event) => {
    if (event.button === 0) drag(handle, id, event, options);
  });
  return handle;
}

function drag(handle: HTMLElement, id: string, start: PointerEvent, options: ReorderOptions): void {
  const { list, move, announce, nameOf } = options;
  const row = handle.closest<HTMLElement>("[data-id]");
  if (row === null) return;
  handle.setPointerCapture(start.pointerId);
  const scrolledAtStart = scrollY;
  let target: { after: string | null } | null = null;

  const rows = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(":scope > [data-id]")];
  const onMove = (event: PointerEvent): void => {
    const y = event.clientY;
    if (y < EDGE) scrollBy(0, -STEP);
    else if (y > innerHeight - EDGE) scrollBy(0, STEP);
    setProperty(row, "--dragged", `${y - start.clientY + scrollY - scrolledAtStart}px`);
    row.classList.add("dragged");
    const others = rows().filter((other) => other !== row);
    const next = others.find((other) => {
      const { top, height } = other.getBoundingClientRect();
      return y < top + height / 2;
    });
    const before = next === undefined ? others.at(-1) : others[others.indexOf(next) - 1];
    for (const other of others) {
      other.classList.toggle("drop-before", other === next);
      other.classList.toggle("drop-after", next === undefined && other === before);
    }
    target = { after: before?.dataset.id ?? null };
  };
  const end = (isDrop: boolean): void => {
    handle.removeEventListener("pointermove", onMove);
    handle.removeEventListener("pointerup", onUp);
    handle.removeEventListener("pointercancel", onCancel);
    removeEventListener("keydown", onKey, true);
    row.classList.remove("dragged");
    for (const other of rows()) other.classList.remove("drop-before", "drop-after");
    if (!isDrop || target === null) return;
    move(id, target.after);
    const ids = options.ids();
    announce(words.edit.moved(nameOf(id), ids.indexOf(id) + 1, ids.length));
  };
  const onUp = (): void => end(true);
  const onCancel = (): void => end(false);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    end(false);
  };
  handle.addEventListener("pointermove", onMove);
  handle.addEventListener("pointerup", onUp);
  handle.addEventListener("pointercancel", onCancel);
  addEventListener("keydown", onKey, true);
}
