/** How the page stands with the server, for the sentence that says whether all is saved. */
export interface SaveState {
  link: "connecting" | "open" | "lost" | "ended";
  /** Edits made here, counted. */
  edits: number;
  /** The server has kept as many of them for certain. */
  kept: number;
  /** The last attempt to connect found the room full. */
  full: boolean;
}

export type SaveEvent =
  | { type: "connected" }
  | { type: "lost"; full: boolean }
  | { type: "ended" }
  | { type: "edited" }
  /** The server answered a question that was put after so many edits. */
  | { type: "answered"; edits: number };

export const NOT_YET: SaveState = { link: "connecting", edits: 0, kept: 0, full: false };

/** Decides how things stand after an event. Pure. */
export function nextSaveState(state: SaveState, event: SaveEvent): SaveState {
  switch (event.type) {
    case "connected":
      return { ...state, link: "open", full: false };
    case "lost":
      return { ...state, link: state.link === "ended" ? "ended" : "lost", full: event.full };
    case "ended":
      return { ...state, link: "ended" };
    case "edited":
      return { ...state, edits: state.edits + 1 };
    case "answered":
      return { ...state, kept: Math.max(state.kept, Math.min(event.edits, state.edits)) };
  }
}

export const isSaved = ({ edits, kept }: SaveState): boolean => kept >= edits;
