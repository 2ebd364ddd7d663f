import { setTimeout as rest } from "node:timers/promises";
import { Typist } from "./edits.ts";
import type { TypeAnswer, TypeCommand } from "./load-commands.ts";
import { updateFrame } from "./protocol.ts";
import type { RoomClient } from "./room-client.ts";

/** Sockets that are spoken of together. */
export interface Group {
  clients: RoomClient[];
  onEdits: ((client: RoomClient, author: number, from: number, to: number) => void) | undefined;
  /** Which socket each author types through. */
  authors?: Map<number, RoomClient>;
}

/** Milliseconds on a clock that is the same in every process of the machine. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Has editors type, and waits until every socket of the group has seen everything, or one of them is closed. */
export async function typeInto(group: Group, command: TypeCommand): Promise<TypeAnswer> {
  const { clients } = group;
  const { editors, edits, everyMs, total, withinMs } = command;
  const typists = editors.map((clientId, index) => {
    const client = clients[index]!;
    const typist = new Typist(clientId, client.address.root);
    const frames = Array.from({ length: edits }, () => updateFrame(client.address, typist.type()));
    return { client, clientId, frames, sentAt: new Float64Array(edits) };
  });
  const byAuthor = new Map(typists.map((typist) => [typist.clientId, typist]));
  group.authors = new Map(typists.map(({ clientId, client }) => [clientId, client]));
  const latencies: number[] = [];
  const waiting = new Set(clients.filter(({ seen }) => seen < total));
  let convergedAt: number | null = null;
  const settle = (client: RoomClient, now: number) => {
    if (client.seen < total || !waiting.delete(client) || waiting.size > 0) return;
    convergedAt = now;
  };
  group.onEdits = (client, author, from, to) => {
    const now = sharedNow();
    const sentAt = byAuthor.get(author)?.sentAt;
    if (sentAt) for (let clock = from; clock < to; clock += 1) latencies.push(now - sentAt[clock]!);
    settle(client, now);
  };

  const firstSentAt = sharedNow();
  let lastSentAt = firstSentAt;
  for (let edit = 0; edit < edits; edit += 1) {
    if (everyMs > 0 && edit > 0) await restUntil(firstSentAt + edit * everyMs);
    for (const { client, clientId, frames, sentAt } of typists) {
      lastSentAt = sharedNow();
      sentAt[edit] = lastSentAt;
      client.advance(clientId, edit + 1);
      client.send(frames[edit]!);
      settle(client, lastSentAt);
    }
  }
  const deadline = sharedNow() + withinMs;
  const dead = () => clients.find(({ closed }) => closed !== null)?.closed ?? null;
  while (waiting.size > 0 && sharedNow() < deadline && dead() === null) await rest(2);
  group.onEdits = undefined;
  return { firstSentAt, lastSentAt, convergedAt, latencies, failed: dead() };
}

async function restUntil(at: number): Promise<void> {
  const ms = at - sharedNow();
  if (ms > 0) await rest(ms);
}
