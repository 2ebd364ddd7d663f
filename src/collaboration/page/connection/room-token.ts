import type { RoomToken } from "../contract.ts";
import { type Api, Failure } from "../request.ts";

/** The longest that a timer of a browser takes, well below 2³¹ ms. */
const LONGEST_WAIT_MS = 12 * 3_600_000;
const SHORTEST_WAIT_MS = 10_000;

/** The tokens that let one into a room's sockets. They last for hours and are replaced well before they end. */
export interface TokenKeeper {
  current: () => RoomToken;
  /** Gets another one now. @returns null where there is none to be had any more. @throws Failure when trying again may help */
  renew: () => Promise<RoomToken | null>;
  end: () => void;
}

/** @throws Failure for who may not enter */
export async function keepToken(
  api: Api,
  roomId: string,
  onToken: (token: RoomToken) => void,
): Promise<TokenKeeper> {
  const make = (): Promise<RoomToken> => api.ask("POST", `rooms/${roomId}/tokens`);
  let current = await make();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const renew = async (): Promise<RoomToken | null> => {
    try {
      current = await make();
    } catch (error) {
      if (error instanceof Failure && [401, 403, 404].includes(error.status)) return null;
      throw error;
    } finally {
      plan();
    }
    onToken(current);
    return current;
  };
  const plan = (): void => {
    clearTimeout(timer);
    const left = Date.parse(current.expires_at) - Date.now();
    timer = setTimeout(
      () => void renew().catch(() => {}),
      Math.min(Math.max(left * 0.8, SHORTEST_WAIT_MS), LONGEST_WAIT_MS),
    );
  };
  plan();
  return { current: () => current, renew, end: () => clearTimeout(timer) };
}
