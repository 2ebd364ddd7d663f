import { type Action, grantOf, type Role } from "../policy/index.ts";

/** For how long somebody may be elevated at most, in minutes. */
export const MAX_ELEVATION_MINUTES = 60;

/** How many elevations of one person run at a time. */
export const MAX_RUNNING_ELEVATIONS = 5;

/** When an elevation starts and ends; milliseconds since 1970. */
export interface ElevationTimes {
  expiresAt: number;
  /** When it was ended before its time. */
  endedAt: number | null;
}

/** Why somebody is not elevated: an action that no elevation opens to their role, or enough running already. */
export type ElevationRefusal = { reason: "role"; action: Action } | { reason: "enough"; nextEnd: number };

/**
 * Decides whether somebody may be elevated.
 * @param running their elevations that run now
 * @returns null when they may
 */
export function refusalOfElevation(
  role: Role,
  actions: readonly Action[],
  running: readonly ElevationTimes[],
): ElevationRefusal | null {
  const closed = actions.find((action) => grantOf({ role }, action) !== "elevate");
  if (closed) return { reason: "role", action: closed };
  if (running.length < MAX_RUNNING_ELEVATIONS) return null;
  return { reason: "enough", nextEnd: Math.min(...running.map(({ expiresAt }) => expiresAt)) };
}

/** When an elevation granted now ends by itself. */
export function elevationEnd(minutes: number, now: number): number {
  return now + minutes * 60_000;
}

/** Whether an elevation opens anything now. Nothing has to happen for it to end. */
export function isElevationRunning({ expiresAt, endedAt }: ElevationTimes, now: number): boolean {
  return endedAt === null && now < expiresAt;
}

/** The actions that elevations of one person open at a moment. */
export function actionsOpenedBy(
  elevations: readonly (ElevationTimes & { actions: readonly string[] })[],
  now: number,
): ReadonlySet<string> {
  const running = elevations.filter((elevation) => isElevationRunning(elevation, now));
  return new Set(running.flatMap(({ actions }) => actions));
}
