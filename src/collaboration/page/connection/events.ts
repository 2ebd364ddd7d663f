import type { Journaled } from "../contract.ts";

const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [1_000, 15_000];

/**
 * Follows what happens in a room besides edits: comments, versions, members. After a connection was lost, `missed` is called,
 * since what happened meanwhile may not be told again.
 * @returns ends it
 */
export function followEvents(
  roomId: string,
  token: () => string,
  heard: (event: Journaled["event"]) => void,
  missed: () => void,
): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = SHORTEST_PAUSE_MS;
  let ended = false;
  let wasOpen = false;

  const open = (): void => {
    const origin = location.origin.replace(/^http/, "ws");
    socket = new WebSocket(`${origin}/v1/rooms/${roomId}/events?${new URLSearchParams({ token: token() })}`);
    socket.onopen = () => {
      if (wasOpen) missed();
      wasOpen = true;
    };
    socket.onmessage = ({ data }) => {
      pause = SHORTEST_PAUSE_MS;
      const event = read(data);
      if (event !== null) heard(event);
    };
    socket.onclose = () => {
      if (ended) return;
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
  };
  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    socket?.close();
  };
}

/** What is no event is passed over: other versions of the server may say more than this page knows. */
function read(data: unknown): Journaled["event"] | null {
  try {
    const { event } = JSON.parse(String(data)) as Partial<Journaled>;
    return typeof event?.type === "string" ? event : null;
  } catch {
    return null;
  }
}
