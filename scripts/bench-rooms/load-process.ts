/** The process behind `startLoadProcess`. */
import { createReachReader } from "./edits.ts";
import type { CommandName, LoadCommands } from "./load-commands.ts";
import { fanOut } from "./load-fan-out.ts";
import { type Group, typeInto } from "./load-typing.ts";
import { updateFrame } from "./protocol.ts";
import { RoomClient } from "./room-client.ts";

const groups = new Map<string, Group>();
const reachOf = createReachReader();

function groupOf(name: string): Group {
  const group = groups.get(name);
  if (!group) throw new Error(`there is no group “${name}”`);
  return group;
}

type Handlers = {
  [Name in CommandName]: (
    asked: LoadCommands[Name]["asked"],
  ) => Promise<LoadCommands[Name]["answer"]> | LoadCommands[Name]["answer"];
};

const handlers: Handlers = {
  open: async ({ group: name, addresses, atOnce }) => {
    const group: Group = { clients: [], onEdits: undefined };
    groups.set(name, group);
    const hooks = {
      reachOf,
      onEdits: (client: RoomClient, author: number, from: number, to: number) =>
        group.onEdits?.(client, author, from, to),
    };
    let next = 0;
    let failed = 0;
    let why: string | null = null;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: Math.min(atOnce, addresses.length) }, async () => {
        while (next < addresses.length) {
          const address = addresses[next++]!;
          try {
            group.clients.push(await RoomClient.open(address, hooks));
          } catch (error) {
            failed += 1;
            why ??= String(error);
          }
        }
      }),
    );
    return { ms: performance.now() - started, opened: group.clients.length, failed, why };
  },
  close: ({ group: name }) => {
    const { clients } = groupOf(name);
    const dead = clients.filter(({ closed }) => closed !== null);
    const alive = clients.length - dead.length;
    for (const client of clients) client.close();
    groups.delete(name);
    return { alive, why: dead[0]?.closed ?? null };
  },
  type: (asked) => typeInto(groupOf(asked.group), asked),
  fanOut: (asked) => fanOut(groupOf(asked.group), asked),
  firstSync: async ({ address, times }) => {
    const ms: number[] = [];
    let bytes = 0;
    for (let time = 0; time < times; time += 1) {
      const started = performance.now();
      // How far an update of a megabyte reaches is not asked: that would be this process's time.
      const client = await RoomClient.open(address, { reachOf: () => [] });
      ms.push(performance.now() - started);
      bytes = client.firstStateBytes;
      client.close();
    }
    return { ms, bytes };
  },
  fill: async ({ group: name, updates }) => {
    const client = groupOf(name).clients[0]!;
    for (const update of updates) client.send(updateFrame(client.address, Buffer.from(update, "base64")));
    await client.answered();
    return { sent: updates.length };
  },
  ask: async ({ group: name }) => {
    const ms: number[] = [];
    for (const client of groupOf(name).clients) {
      const started = performance.now();
      await client.answered();
      ms.push(performance.now() - started);
    }
    return { ms };
  },
  seen: ({ group: name }) => {
    const { clients, authors } = groupOf(name);
    const most = new Map<number, number>();
    for (const client of clients) {
      for (const [author, clock] of client.clocks) {
        if (authors?.get(author) !== client) most.set(author, Math.max(most.get(author) ?? 0, clock));
      }
    }
    return { clocks: [...most] };
  },
};

async function handle<Name extends CommandName>(name: Name, asked: LoadCommands[Name]["asked"]) {
  return handlers[name](asked);
}

process.on("message", ({ id, name, asked }: { id: number; name: CommandName; asked: never }) => {
  handle(name, asked).then(
    (answer) => process.send?.({ id, answer }),
    (error) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on("disconnect", () => process.exit());
