/** How often a comment goes out, so that no proxy takes a quiet stream for a dead one, ms. */
const BREATH_MS = 15_000;

/**
 * Makes a stream of server-sent events out of a room's socket, so that the room itself can sleep while nothing happens. Source:
 * the HTML standard, section 9.2.
 * @param socket accepted; each text is a journaled event, or what is said in place of lost ones
 */
export function eventStream(socket: WebSocket): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let breath: ReturnType<typeof setInterval> | undefined;
  const end = () => {
    clearInterval(breath);
    breath = undefined;
  };
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const close = () => {
        if (breath === undefined) return;
        end();
        controller.close();
      };
      breath = setInterval(() => send(":\n\n"), BREATH_MS);
      // The first bytes tell the client that it is connected; the reason why it waits before it comes back is its own.
      send("retry: 2000\n\n");
      socket.addEventListener("message", ({ data }) => {
        if (typeof data === "string") send(blockOf(data));
      });
      socket.addEventListener("close", close);
      socket.addEventListener("error", close);
    },
    cancel: () => {
      end();
      socket.close(1000, "no longer followed");
    },
  });
}

/** One event as the stream has it: its number, its type, and all of it as JSON, which has no line breaks. */
function blockOf(text: string): string {
  const { id, type, event } = JSON.parse(text) as { id?: number; type?: string; event?: { type: string } };
  const name = event?.type ?? type ?? "message";
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${name}\ndata: ${text}\n\n`;
}
