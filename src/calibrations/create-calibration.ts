import type { BatchItem } from "drizzle-orm/batch";
import { newId } from "../database/index.ts";
import type { FeatureStore } from "../features/index.ts";
import { ApiError } from "../http/index.ts";
import type { Principal } from "../policy/index.ts";
import type { CalibratedName } from "./attributes.ts";
import { SHARE } from "./bootstrap.ts";
import { calibrateAttribute, FEWEST_PAIRS, type Outcome } from "./calibrate-attribute.ts";
import type { CalibrationRow, CalibrationStore } from "./calibration-store.ts";
import { type CollectedPairs, collectPairs } from "./collect-pairs.ts";
import type { CreateCalibration, Report } from "./contract.ts";
import { FOLDS } from "./held-out.ts";
import type { MonotoneMap } from "./monotone-map.ts";
import { presentOutcome } from "./present-outcome.ts";
import { seedOf } from "./seeded-order.ts";

/** Calibrations of one tenant. */
const MOST = 100;

/** What this room needs of the audit trail. */
export interface CalibrationAudit {
  /** The statement that writes an event, for the batch of the act. */
  entry(tenantId: string, event: CalibrationEvent): BatchItem<"sqlite">;
  /** As `entry`, where the act may turn out to change nothing. */
  entryIfChanged(tenantId: string, event: CalibrationEvent): BatchItem<"sqlite">;
  /** Gives the event its place; follows the batch. */
  chain(tenantId: string): Promise<unknown>;
}

interface CalibrationEvent {
  action: "calibration_created" | "calibration_deleted";
  outcome: "done";
  actor: string;
  target: string;
  details?: Record<string, number>;
}

export interface CalibrationParts {
  calibrations: CalibrationStore;
  features: Pick<FeatureStore, "findMany">;
  audit: CalibrationAudit;
}

/**
 * Fits maps from our values to those that a tenant knew the same tracks by, and keeps the maps and their report. The
 * pairs are not kept.
 * @throws ApiError `too_few_pairs` when no attribute has enough usable ones; `quota_exceeded` when the tenant has as many
 * calibrations as it may
 */
export async function createCalibration(
  { calibrations, features, audit }: CalibrationParts,
  { tenantId, actor }: Pick<Principal, "tenantId" | "actor">,
  { name, method, pairs }: CreateCalibration,
  now: number,
): Promise<CalibrationRow> {
  if ((await calibrations.count(tenantId)) >= MOST) {
    throw new ApiError("quota_exceeded", `A tenant has at most ${MOST} calibrations.`);
  }
  const collected = await collectPairs(features, tenantId, pairs);
  const outcomes = outcomesOf(method, collected);
  if (outcomes.every(([, { status }]) => status === "too_few_pairs"))
    throw tooFew(outcomes, pairs, collected);
  const maps: Partial<Record<CalibratedName, MonotoneMap>> = {};
  for (const [attribute, outcome] of outcomes) {
    if (outcome.status === "calibrated") maps[attribute] = outcome.map;
  }
  const report: Report = {
    folds: FOLDS,
    interval_share: SHARE,
    analysers: collected.analysers,
    models: collected.models,
    attributes: Object.fromEntries(
      outcomes.map(([attribute, outcome]) => [attribute, presentOutcome(outcome)]),
    ),
  };
  const row = {
    id: newId(),
    provenance: "caller",
    name: name ?? null,
    method,
    pairsSent: pairs.length,
    pairsUsable: collected.usable,
    maps: JSON.stringify(maps),
    report: JSON.stringify(report),
    createdBy: actor,
    createdAt: now,
  } as const;
  const event = {
    action: "calibration_created",
    outcome: "done",
    actor,
    target: `calibration:${row.id}`,
    details: { pairs: collected.usable, attributes: Object.keys(maps).length },
  } as const;
  await calibrations.insert(tenantId, row, audit.entry(tenantId, event));
  await audit.chain(tenantId);
  return { ...row, tenantId };
}

function outcomesOf(
  method: CreateCalibration["method"],
  { values }: CollectedPairs,
): [CalibratedName, Outcome][] {
  return [...values].map(([attribute, { ours, theirs }]) => {
    const seed = seedOf(JSON.stringify([attribute, method, [...ours], [...theirs]]));
    return [attribute, calibrateAttribute(method, ours, theirs, seed)];
  });
}

function tooFew(
  outcomes: readonly [CalibratedName, Outcome][],
  pairs: CreateCalibration["pairs"],
  { usable }: CollectedPairs,
): ApiError {
  return new ApiError(
    "too_few_pairs",
    `An attribute takes ${FEWEST_PAIRS} usable pairs at the least: tracks of yours that are analysed, with a value for it.`,
    {
      details: {
        needed: FEWEST_PAIRS,
        usable: Object.fromEntries(outcomes.map(([attribute, outcome]) => [attribute, outcome.pairs])),
        tracks_without_features: pairs.length - usable,
      },
    },
  );
}
