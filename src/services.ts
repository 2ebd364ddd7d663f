import { audioAnalysisEndpoints, createAnalysisStore, sweepAnalyses } from "./audio-analysis/index.ts";
import {
  authEndpoints,
  authenticate,
  authorize,
  createAccessTokenDirectory,
  createApiKeyStore,
  createCredentialDirectory,
  createElevationStore,
  createFindElevated,
  createIdentityLine,
  createRpcKeyDirectory,
  createSigningKeyCache,
  credentialOf,
  elevationEndpoints,
  recordRefusals,
  rememberKeys,
} from "./auth/index.ts";
import { calibrationEndpoints, createCalibrationStore, createCalibrator } from "./calibrations/index.ts";
import { cardEndpoints } from "./cards/index.ts";
import { catalogEndpoints, createTrackStore, sweepUploads } from "./catalog/index.ts";
import {
  createCommentStore,
  createInvitationStore,
  createKeepAutomatic,
  createMemberStore,
  createNotificationStore,
  createRoomDirectory,
  createRoomStore,
  createVersionStore,
  ROOM_LIMITS,
  roomEndpoints,
  roomRoutes,
  sweepRooms,
} from "./collaboration/index.ts";
import { complianceEndpoints, createAuditTrail } from "./compliance/index.ts";
import { openDatabase } from "./database/index.ts";
import {
  createFeatureReader,
  createFeatureStore,
  createKvFeatureCache,
  featureEndpoints,
} from "./features/index.ts";
import { createFingerprintStore, fingerprintEndpoints } from "./fingerprints/index.ts";
import {
  answerOnce,
  createApp,
  createIdempotencyStore,
  createLimits,
  type Endpoint,
  healthEndpoints,
  identityRoutes,
  limitBody,
  limitBodyTo,
  pageEndpoints,
} from "./http/index.ts";
import { createLogger, type Probe, traceIdOf } from "./monitoring/index.ts";
import { createR2ObjectStore } from "./storage/index.ts";
import {
  buryDeadLetter,
  createCloudflareAnalysisQueue,
  createTaskStore,
  requeueOverdue,
  taskEndpoints,
} from "./tasks/index.ts";
import {
  createRevocationStore,
  createRulesStore,
  createTenantGuard,
  createTenantQuota,
  createTenantStore,
  REVOCATIONS_KEPT_MS,
  reconcileStorage,
  tenantEndpoints,
} from "./tenants/index.ts";

const SECOND_MS = 1000;
/** Tenants whose waiting audit events one run of the cron places. */
const AUDIT_CHAINS = 100;

/**
 * Puts the gateway together from its bindings, once an isolate: the only place of it that reads them. The same
 * services answer HTTP, the cron and the dead-letter queue.
 */
export function createServices(env: GatewayEnv) {
  const log = createLogger(env.LOG_LEVEL);
  const db = openDatabase(env.DB);
  const tasks = createTaskStore(db);
  const tracks = createTrackStore(db);
  const objects = createR2ObjectStore(env.AUDIO);
  const queue = createCloudflareAnalysisQueue(env.ANALYSIS_QUEUE);
  const idempotency = createIdempotencyStore(db);
  const requeueMs = env.TASK_REQUEUE_SECONDS * SECOND_MS;

  const audit = createAuditTrail(db);
  const revocations = createRevocationStore(db);
  const elevations = createElevationStore(db);
  const tenants = createTenantStore(db);
  const featureStore = createFeatureStore(db, env.DB);
  const reader = createFeatureReader({
    store: featureStore,
    cache: createKvFeatureCache(env.CACHE),
    ttlMs: env.FEATURES_ISOLATE_TTL_MS,
  });

  const calibrations = createCalibrationStore(db);
  const calibrator = createCalibrator(calibrations, env.FEATURES_ISOLATE_TTL_MS);

  const keys = createApiKeyStore(db);
  const line = createIdentityLine({ onUnreachable: (cause) => log.warn("identity_unreachable", { cause }) });
  const askForKey = (hash: string) => env.IDENTITY.resolveKey(hash, traceIdOf(null));
  const directory = rememberKeys(createRpcKeyDirectory(askForKey, line), line);
  const guard = createTenantGuard({
    meters: env.TENANT_METER,
    rules: createRulesStore(db),
    log,
    renewKey: async (c) => {
      directory.forget(c.var.principal.credentialId);
      return directory.resolve(credentialOf(c) ?? "", (work) => c.executionCtx.waitUntil(work));
    },
    onRefusal: async (c, refusal) => {
      const { tenantId, actor } = c.var.principal;
      const action = refusal === "quota_exceeded" ? "quota_exceeded" : "access_refused";
      await audit.recordOnce(tenantId, { action, outcome: "refused", actor, details: { refusal } });
    },
  });

  const limits = createLimits(env.RATE_LIMITER, {
    perMinute: env.RATE_LIMIT_REQUESTS,
    burst: env.RATE_LIMIT_BURST,
  });
  const tokens = createAccessTokenDirectory({
    issuer: env.PUBLIC_URL,
    keys: createSigningKeyCache(() => env.IDENTITY.jwks(), line),
  });
  const identify = authenticate(createCredentialDirectory(directory, tokens), limits.strangers);

  const probes: Probe[] = [
    { name: "d1", check: () => env.DB.prepare("select 1").first() },
    { name: "r2", check: () => env.AUDIO.head("readiness") },
    { name: "kv", check: () => env.CACHE.get("readiness") },
    { name: "identity", check: (traceId) => env.IDENTITY.ready(traceId) },
    { name: "inference", check: (traceId) => env.INFERENCE.ready(traceId) },
  ];

  const catalog = {
    tracks,
    tasks,
    objects,
    queue,
    log,
    audit,
    quota: guard.quota,
    limits: { maxUploadBytes: env.MAX_UPLOAD_BYTES, requeueMs },
  };
  const analyses = createAnalysisStore(db);
  const fingerprints = createFingerprintStore(db, env.DB);
  const roomDirectory = createRoomDirectory(db);
  const collaboration = {
    rooms: createRoomStore(db),
    members: createMemberStore(db),
    invitations: createInvitationStore(db),
    comments: createCommentStore(db),
    notifications: createNotificationStore(db),
    versions: createVersionStore(db),
    namespace: env.ROOMS,
    directory: roomDirectory,
    archive: objects,
    audit,
    log,
    limits: { ...ROOM_LIMITS, tokenMs: env.ROOM_TOKEN_HOURS * 3600 * SECOND_MS },
  };
  const endpoints: Endpoint[] = [
    ...catalogEndpoints(catalog, { features: { store: featureStore, reader }, analyses, fingerprints }),
    ...featureEndpoints(reader, tasks, calibrator),
    ...audioAnalysisEndpoints({ ...catalog, analyses, findTrack: tracks.find, requeueMs }),
    ...fingerprintEndpoints(fingerprints, tasks),
    ...taskEndpoints(tasks, reader.forget),
    ...cardEndpoints(),
    ...calibrationEndpoints({ calibrations, features: featureStore, audit }, calibrator),
    ...authEndpoints(keys, directory, { audit, revocations }),
    ...elevationEndpoints(elevations, audit),
    ...roomEndpoints(collaboration, limits.strangers),
    ...tenantEndpoints(tenants, guard, audit),
    ...complianceEndpoints(audit),
    ...healthEndpoints(probes),
  ];
  const rooms = roomRoutes({
    rooms: env.ROOMS,
    directory: roomDirectory,
    // What somebody may do in a room is the room's own to say.
    guards: [identify, limits.keys, guard.admit("tenant:read")],
    countStranger: limits.strangers,
  });
  const findElevated = createFindElevated(elevations);
  const onRefusal = recordRefusals(audit);
  const guards = ({ action, method, body, bodyBytes, fingerprint }: Endpoint) => [
    identify,
    limits.keys,
    ...(action === null ? [] : [guard.admit(action), authorize(action, findElevated, onRefusal)]),
    ...(method === "get"
      ? []
      : [
          ...(body ? [] : [bodyBytes ? limitBodyTo(bodyBytes) : limitBody]),
          answerOnce(idempotency, fingerprint),
        ]),
  ];

  return {
    log,
    app: createApp({
      endpoints,
      guards,
      log,
      addressHeader: env.CLIENT_ADDRESS_HEADER,
      pages: pageEndpoints(env.ASSETS),
      mounts: [...identityRoutes(env.IDENTITY, env.PUBLIC_URL, limits.identity), ...rooms],
    }),
    bury: (body: unknown) => buryDeadLetter({ tasks, log }, body, Date.now()),
    /** What has to be looked after from time to time: lost tasks, abandoned uploads, expired keys. */
    sweep: async () => {
      const now = Date.now();
      const requeued = await requeueOverdue({ tasks, queue, log, requeueMs }, now);
      const swept = await sweepUploads({ tracks, objects, features: reader }, now);
      const expired = await sweepAnalyses({ analyses, objects }, now);
      await tasks.settleLibraries(now);
      await idempotency.sweep(now);
      await revocations.sweep(now - REVOCATIONS_KEPT_MS);
      await audit.chainAll(AUDIT_CHAINS);
      await reconcileStorage({ tenants, quota: guard.quota, log }, tracks.storedBytes);
      const rooms = await sweepRooms(collaboration, now);
      const count = requeued + swept + expired + rooms;
      if (count > 0) log.info("swept", { count });
    },
  };
}

export type Services = ReturnType<typeof createServices>;

/** What a room's Durable Object needs beside its own storage. Cheap to make: no I/O before it is used. */
export function createRoomServices(env: GatewayEnv) {
  const log = createLogger(env.LOG_LEVEL);
  const db = openDatabase(env.DB);
  const versions = createVersionStore(db);
  return {
    log,
    keepAutomatic: createKeepAutomatic({ versions, archive: createR2ObjectStore(env.AUDIO) }),
    quota: createTenantQuota({
      meters: env.TENANT_METER,
      tenants: createTenantStore(db),
      log,
      now: Date.now,
    }),
  };
}
