import { Typist } from "./edits.ts";
import type { FanOutCommand, LoadCommands } from "./load-commands.ts";
import type { Group } from "./load-typing.ts";
import { updateFrame } from "./protocol.ts";

/**
 * Types through the group's first socket, a window of edits ahead of the slowest of the others, and counts the edits
 * that reach others, whoever typed them.
 */
export async function fanOut(
  group: Group,
  { editor, window, forMs }: FanOutCommand,
): Promise<LoadCommands["fanOut"]["answer"]> {
  const { clients } = group;
  const writer = clients[0]!;
  const readers = clients.length - 1;
  const typist = new Typist(editor, writer.address.root);
  /** How many readers have each edit; those before `confirmed` all have. */
  const arrivals: number[] = [];
  let confirmed = 0;
  let deliveries = 0;
  let over = false;
  const fill = () => {
    while (!over && arrivals.length - confirmed < window) {
      arrivals.push(0);
      writer.advance(editor, arrivals.length);
      writer.send(updateFrame(writer.address, typist.type()));
    }
  };
  group.onEdits = (_, author, from, to) => {
    if (over) return;
    deliveries += to - from;
    if (author !== editor) return;
    for (let clock = from; clock < to; clock += 1) arrivals[clock]! += 1;
    const before = confirmed;
    while (confirmed < arrivals.length && arrivals[confirmed] === readers) confirmed += 1;
    if (confirmed > before) fill();
  };
  const framesOf = () => clients.reduce((sum, { frames }) => sum + frames, 0);
  const framesBefore = framesOf();
  const started = performance.now();
  fill();
  await new Promise((resolve) => setTimeout(resolve, forMs));
  over = true;
  const ms = performance.now() - started;
  const frames = framesOf() - framesBefore;
  group.onEdits = undefined;
  const failed = clients.find(({ closed }) => closed !== null)?.closed ?? null;
  return { deliveries, frames, ms, failed };
}
