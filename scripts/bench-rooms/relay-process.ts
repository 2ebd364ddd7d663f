/**
 * No peer but a ceiling: a server that passes frames on and knows nothing of documents, storage or who asks. What it
 * reaches is what the load itself, `ws` and this machine can do.
 */
import { createServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { answerOf } from "./relay-answer.ts";

const rooms = new Map<string, Set<WebSocket>>();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket, request) => {
  const name = request.url ?? "";
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on("message", (bytes: Buffer) => {
    const answer = answerOf(bytes);
    if (answer) return socket.send(answer);
    for (const other of room) if (other !== socket) other.send(bytes, { binary: true });
  });
  socket.on("close", () => room.delete(socket));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") console.log(`listening on ${address.port}`);
});
