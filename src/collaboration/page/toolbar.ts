import { element } from "../../http/page/index.ts";
import { isSaved, type SaveState } from "./connection/save-state.ts";
import { quietButton } from "./drawing/buttons.ts";
import { isWriting } from "./drawing/field.ts";
import { createPresenceView, type PresenceView } from "./presence/presence-view.ts";
import { words } from "./words.ts";

const { edit, presence: said, saving } = words;

export interface ToolbarOptions {
  name: string;
  rename: (name: string) => void;
  undo: () => boolean;
  redo: () => boolean;
  announce: (sentence: string) => void;
}

/** The line above the document: who is here, whether all is saved, undo and redo. */
export interface Toolbar {
  node: HTMLElement;
  presence: PresenceView;
  drawState: (state: SaveState) => void;
  drawHistory: (can: { undo: boolean; redo: boolean }, mayEdit: boolean) => void;
}

/** Whether all is saved, in words. */
export function savingSentence(state: SaveState): string {
  if (state.link === "connecting") return saving.connecting;
  if (state.link === "ended") return saving.ended;
  if (state.link === "lost")
    return state.full ? saving.full : isSaved(state) ? saving.lost : saving.lostUnsaved;
  return isSaved(state) ? saving.saved : saving.unsaved;
}

export function createToolbar({ name, rename, undo, redo, announce }: ToolbarOptions): Toolbar {
  const presence = createPresenceView();
  const sentence = element("p", { class: "saving", role: "status" }, saving.connecting);
  const field = element("input", { id: "own-name", maxlength: 40, autocomplete: "nickname", value: name });
  field.addEventListener("change", () => rename(field.value));
  const takeBack = (): void => announce(undo() ? edit.undone : edit.nothingToUndo);
  const doAgain = (): void => announce(redo() ? edit.redone : edit.nothingToRedo);
  const buttons = [quietButton(edit.undo, null, takeBack), quietButton(edit.redo, null, doAgain)] as const;
  const history = element("span", { class: "acts history" }, ...buttons);

  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || history.hidden) return;
    const key = event.key.toLowerCase();
    const isRedo = key === "y" || (key === "z" && event.shiftKey);
    if ((key !== "z" && !isRedo) || isWriting() || isElsewhere(event.target)) return;
    event.preventDefault();
    if (isRedo) doAgain();
    else takeBack();
  });

  return {
    node: element(
      "div",
      { class: "toolbar" },
      element(
        "div",
        { class: "here" },
        presence.node,
        element("span", { class: "entry own" }, element("label", { for: field.id }, said.yourName), field),
      ),
      element("div", { class: "state" }, sentence, history),
    ),
    presence,
    drawState: (state) => {
      const text = savingSentence(state);
      // The same words again would be spoken again.
      if (sentence.textContent !== text) sentence.textContent = text;
      sentence.dataset.link = state.link === "open" && !isSaved(state) ? "saving" : state.link;
    },
    drawHistory: (can, mayEdit) => {
      history.hidden = !mayEdit;
      // Not `disabled`, which would throw the focus away.
      buttons[0].setAttribute("aria-disabled", String(!can.undo));
      buttons[1].setAttribute("aria-disabled", String(!can.redo));
    },
  };
}

/** Whether a key was pressed in a field that is no part of the document: its undo is its own. */
const isElsewhere = (target: EventTarget | null): boolean =>
  (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) &&
  target.dataset.drawn === undefined;
