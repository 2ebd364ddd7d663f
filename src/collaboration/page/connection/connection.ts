import { peekVarUint, readVarString, readVarUint } from "lib0/decoding";
import { createEncoder, toUint8Array, writeVarUint } from "lib0/encoding";
import type { Awareness } from "y-protocols/awareness";
import { writeSyncStep1 } from "y-protocols/sync";
import { WebsocketProvider } from "y-websocket";
import type * as Y from "yjs";
import { isSaved, NOT_YET, nextSaveState, type SaveEvent, type SaveState } from "./save-state.ts";

/** Numbers of the y-websocket protocol: kinds of messages, and the kind of a sync message that answers a question. */
const [SYNC, AUTH, ANSWER] = [0, 2, 1];
const UNAUTHORIZED = 4401;
const FULL = 4503;
/** A pause in one's edits after which the server is asked whether it has them. */
const ASK_AFTER_MS = 150;
/** A refused token is replaced no oftener than this. */
const RENEW_EVERY_MS = 2_000;

export interface ConnectionOptions {
  roomId: string;
  doc: Y.Doc;
  token: string;
  /** Gets another token. @returns null for no hope of one; throws when it is worth trying again */
  renew: () => Promise<string | null>;
  changed: (state: SaveState) => void;
  /** The document has come from the server for the first time. */
  arrived: () => void;
  /** The server refuses an edit, and so the document here is no longer what it is there. */
  denied: (reason: string) => void;
  /** The server closed the connection for good. */
  closed: (code: number) => void;
}

export interface Connection {
  awareness: Awareness;
  state: () => SaveState;
  /** The token of the next connection. */
  setToken: (token: string) => void;
  end: () => void;
}

/**
 * Connects a document with its room, again and again.
 *
 * The protocol has no receipts, but the server answers in order, and keeps an edit before it answers what comes after: so a
 * question that is put after an edit, once answered, says that the edit is kept.
 */
export function connect(options: ConnectionOptions): Connection {
  const { roomId, doc, renew, changed, denied } = options;
  let state = NOT_YET;
  const note = (event: SaveEvent): void => {
    state = nextSaveState(state, event);
    changed(state);
  };
  const url = `${location.origin.replace(/^http/, "ws")}/v1/rooms/sync`;
  // Tabs of one browser meet at the server like everybody: what it refuses must not go round it.
  const provider = new WebsocketProvider(url, roomId, doc, {
    connect: false,
    disableBc: true,
    params: { token: options.token },
    maxBackoffTime: 2_000,
  });
  /** Questions under way: how many edits had been made before each. */
  let questions: number[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const question = (): void => {
    const socket = provider.ws;
    if (isSaved(state) || !provider.wsconnected || socket?.readyState !== WebSocket.OPEN) return;
    const encoder = createEncoder();
    writeVarUint(encoder, SYNC!);
    writeSyncStep1(encoder, doc);
    socket.send(toUint8Array(encoder));
    questions.push(state.edits);
  };
  const askSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(question, ASK_AFTER_MS);
  };

  const handleSync = provider.messageHandlers[SYNC!]!;
  provider.messageHandlers[SYNC!] = (encoder, decoder, ...rest) => {
    const isAnswer = peekVarUint(decoder) === ANSWER;
    handleSync(encoder, decoder, ...rest);
    const edits = isAnswer ? questions.shift() : undefined;
    if (edits === undefined) return;
    note({ type: "answered", edits });
    if (!isSaved(state)) askSoon();
  };
  provider.messageHandlers[AUTH!] = (_encoder, decoder) => {
    readVarUint(decoder);
    denied(readVarString(decoder));
  };

  provider.on("status", ({ status }) => {
    if (status !== "connected") return;
    // The provider has put a question of its own, which says nothing yet of edits made while away.
    questions = [0];
  });
  provider.on("sync", (isSynced) => {
    if (!isSynced) return;
    note({ type: "connected" });
    options.arrived();
    question();
  });
  provider.on("connection-close", (event) => note({ type: "lost", full: event?.code === FULL }));
  provider.on("closed", async ({ code }) => {
    if (code === UNAUTHORIZED) return reconnect();
    note({ type: "ended" });
    options.closed(code);
  });

  const reconnect = async (): Promise<void> => {
    const pause = new Promise((resolve) => setTimeout(resolve, RENEW_EVERY_MS));
    const token = await renew().catch(() => undefined);
    if (ended) return;
    if (token === null) {
      note({ type: "ended" });
      return options.closed(4404);
    }
    if (token === undefined) {
      await pause;
      return ended ? undefined : reconnect();
    }
    provider.params = { token };
    provider.connect();
  };

  const onUpdate = (_update: Uint8Array, origin: unknown): void => {
    if (origin === provider) return;
    note({ type: "edited" });
    askSoon();
  };
  doc.on("update", onUpdate);
  provider.connect();

  return {
    awareness: provider.awareness,
    state: () => state,
    setToken: (token) => {
      provider.params = { token };
    },
    end: () => {
      ended = true;
      clearTimeout(timer);
      doc.off("update", onUpdate);
      provider.destroy();
    },
  };
}
