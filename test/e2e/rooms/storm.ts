import { expect, vi } from "vitest";
import * as Y from "yjs";
import { FINE_WEATHER, LossyProxy, type Weather } from "./lossy-proxy.ts";
import { contentOf, RoomEditor, type RoomEntry } from "./room-editor.ts";
import { SeededChance } from "./seeded-chance.ts";

/** Chances for each frame, so that a storm of a few hundred frames meets all of it. */
export const STORMY: Weather = {
  cut: 0.01,
  halfOpen: 0.008,
  deaf: 0.004,
  duplicate: 0.1,
  reorder: 0.1,
  delayMs: 8,
};

export interface StormPlan {
  seed: number;
  /** How many edits all editors make together. */
  edits: number;
  weather: Weather;
  /** What happens to the server when half of them are made; gives the port that it is to be found at then. */
  interrupt?: () => Promise<number>;
}

const EDITORS = 3;
const PAUSE_MS = 6;
const AGREED_WITHIN_MS = 60_000;

/**
 * Has three editors edit a room at random over a bad network, then lets the weather calm down, and expects all of them, a
 * newcomer and a reference replica that no network ever touched to hold the same.
 * @returns what the network did
 */
export async function rideOutStorm(
  port: number,
  entry: RoomEntry,
  { seed, edits, weather, interrupt }: StormPlan,
): Promise<LossyProxy["happened"]> {
  const chance = new SeededChance(seed);
  const reference = new Y.Doc();
  const heard = (update: Uint8Array) => Y.applyUpdate(reference, update);
  const proxy = await LossyProxy.start(port, seed);
  const editors = Array.from({ length: EDITORS }, () => new RoomEditor(proxy.port, entry, heard));
  const leaving = [...editors];
  try {
    await expect.poll(() => editors.every(({ provider }) => provider.synced)).toBe(true);
    proxy.weather = weather;
    for (let edit = 0; edit < edits; edit += 1) {
      if (interrupt && edit === Math.floor(edits / 2))
        proxy.targetPort = await goOn(editors, chance, interrupt());
      editors[chance.below(EDITORS)]!.edit(chance);
      await new Promise((resolve) => setTimeout(resolve, chance.below(PAUSE_MS)));
    }
    proxy.calm();
    // Whoever hears of others' formatting takes away marks that do nothing more, and that is an edit: the reference goes on.
    const agree = () => {
      const whole = contentOf(reference);
      for (const [index, editor] of leaving.entries())
        expect(editor.content(), index < EDITORS ? `editor ${index}` : "newcomer").toEqual(whole);
    };
    await vi.waitFor(agree, { timeout: AGREED_WITHIN_MS });
    leaving.push(new RoomEditor(proxy.targetPort, entry, heard));
    await vi.waitFor(agree, { timeout: AGREED_WITHIN_MS });
    for (const { givenUp } of leaving) expect(givenUp).toBeNull();
    expect(proxy.weather).toBe(FINE_WEATHER);
    return proxy.happened;
  } finally {
    for (const editor of leaving) editor.leave();
    reference.destroy();
    await proxy.stop();
  }
}

/** People do not stop editing because a server is away. */
async function goOn(editors: RoomEditor[], chance: SeededChance, away: Promise<number>): Promise<number> {
  let isBack = false;
  const back = away.finally(() => {
    isBack = true;
  });
  while (!isBack) {
    editors[chance.below(EDITORS)]!.edit(chance);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return back;
}
