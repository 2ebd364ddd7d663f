/** The relay as a Durable Object with hibernating sockets: the ceiling of workerd, where the other is that of Node. */
import { DurableObject } from "cloudflare:workers";
import { answerOf } from "./relay-answer.ts";

interface RelayEnv {
  RELAY: DurableObjectNamespace;
}

export class Relay extends DurableObject {
  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    if (typeof message === "string") return;
    const answer = answerOf(new Uint8Array(message));
    if (answer) socket.send(answer);
    else for (const other of this.ctx.getWebSockets()) if (other !== socket) other.send(message);
  }
}

export default {
  fetch: (request: Request, env: RelayEnv): Promise<Response> =>
    env.RELAY.getByName(new URL(request.url).pathname).fetch(request),
};
