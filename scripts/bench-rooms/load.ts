import { fork } from "node:child_process";
import path from "node:path";
import type { CommandName, LoadCommands } from "./load-commands.ts";

/** A process that holds sockets and sends edits. */
export interface LoadProcess {
  /** @throws Error with what went wrong in the process */
  tell<Name extends CommandName>(
    name: Name,
    asked: LoadCommands[Name]["asked"],
  ): Promise<LoadCommands[Name]["answer"]>;
  stop(): void;
}

interface Reply {
  id: number;
  answer?: never;
  error?: string;
}

/** Starts a load process of its own, so that sending shares no thread with a server or another sender. */
export function startLoadProcess(): LoadProcess {
  const child = fork(path.join(import.meta.dirname, "load-process.ts"), { serialization: "advanced" });
  const waiting = new Map<number, { resolve(answer: never): void; reject(error: Error): void }>();
  let sent = 0;
  child.on("message", ({ id, answer, error }: Reply) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error !== undefined) waiter?.reject(new Error(error));
    else waiter?.resolve(answer as never);
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`a load process ended with ${code}`));
    waiting.clear();
  });
  return {
    tell: (name, asked) =>
      new Promise((resolve, reject) => {
        const id = ++sent;
        waiting.set(id, { resolve, reject });
        child.send({ id, name, asked }, (error) => {
          if (error) reject(error);
        });
      }),
    stop: () => void child.kill(),
  };
}

/** Deals things out to load processes in turn. */
export function deal<Thing>(things: readonly Thing[], hands: number): Thing[][] {
  return Array.from({ length: hands }, (_, hand) => things.filter((_, index) => index % hands === hand));
}
