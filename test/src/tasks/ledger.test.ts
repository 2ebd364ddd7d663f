import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { createLogger } from "../../../src/monitoring/index.ts";
import {
  type AnalysisMessage,
  backOffSeconds,
  createTaskStore,
  MAX_ATTEMPTS,
  requeueOverdue,
} from "../../../src/tasks/index.ts";
import gateway from "../../../workers/gateway/index.ts";
import { queuedTrack } from "../../workers/gateway/queued-track.ts";

const db = () => openDatabase(env.DB);
const tasks = () => createTaskStore(db());
const log = createLogger("error");

describe("the ledger", () => {
  test("of many workers that claim a task, one gets it; a silent one loses it", async () => {
    const { tenantId, taskId } = await queuedTrack();
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => tasks().claim(tenantId, taskId, 2_000, 32_000)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await tasks().claim(tenantId, taskId, 31_999, 60_000)).toBeNull();
    expect(await tasks().claim(tenantId, taskId, 32_001, 62_001)).toMatchObject({
      attempts: 2,
      status: "running",
    });
    expect(await tasks().report(tenantId, taskId, 1, 0.5, 33_000, 70_000)).toBe(false);
    expect(await tasks().report(tenantId, taskId, 2, 0.5, 33_000, 70_000)).toBe(true);
    const reason = { code: "analysis_failed", message: "It broke." };
    expect(await tasks().requeue(tenantId, taskId, 1, reason, 33_000, 70_000)).toBe(false);
    expect(await tasks().find(tenantId, taskId)).toMatchObject({ status: "running", errorCode: null });
    expect(await tasks().requeue(tenantId, taskId, 2, reason, 33_000, 70_000)).toBe(true);
  });

  test("another tenant can neither claim, see nor end it", async () => {
    const { taskId, tenantId } = await queuedTrack();
    const other = newId();
    expect(await tasks().claim(other, taskId, 2_000, 32_000)).toBeNull();
    expect(await tasks().find(other, taskId)).toBeNull();
    await tasks().fail(other, taskId, "x", "x", 2_000);
    expect(await tasks().find(tenantId, taskId)).toMatchObject({ status: "queued" });
  });

  test("what has ended stays as it ended", async () => {
    const { taskId, tenantId } = await queuedTrack();
    await tasks().succeed(tenantId, taskId, 2_000);
    await tasks().fail(tenantId, taskId, "x", "late", 3_000);
    expect(await tasks().claim(tenantId, taskId, 4_000, 5_000)).toBeNull();
    expect(await tasks().find(tenantId, taskId)).toMatchObject({ status: "succeeded", errorCode: null });
  });

  test("back-off grows and stays bounded", () => {
    expect([0, 1, 2, 3, 4, 50].map((attempt) => backOffSeconds(attempt, 2))).toEqual([2, 2, 8, 32, 32, 32]);
    expect([1, 2, 3].map((attempt) => backOffSeconds(attempt, 0.25))).toEqual([0, 1, 4]);
  });
});

describe("the sweep", () => {
  test("queues again what was lost, once, and gives up what has used its attempts", async () => {
    const lost = await queuedTrack();
    const hopeless = await queuedTrack();
    await env.DB.prepare("update tasks set attempts = ? where id = ?")
      .bind(MAX_ATTEMPTS, hopeless.taskId)
      .run();
    const fresh = await queuedTrack(newId(), 1_000, 10_000_000);
    const sent: AnalysisMessage[] = [];
    const parts = {
      tasks: tasks(),
      queue: { send: async (message: AnalysisMessage) => void sent.push(message) },
      log,
      requeueMs: 60_000,
    };
    await Promise.all([requeueOverdue(parts, 70_000), requeueOverdue(parts, 70_000)]);
    expect(sent.filter(({ taskId }) => taskId === lost.taskId)).toHaveLength(1);
    expect(sent.some(({ taskId }) => taskId === hopeless.taskId || taskId === fresh.taskId)).toBe(false);
    expect(await tasks().find(hopeless.tenantId, hopeless.taskId)).toMatchObject({
      status: "failed",
      errorCode: "analysis_failed",
    });
    expect(await tasks().find(lost.tenantId, lost.taskId)).toMatchObject({
      status: "queued",
      dueAt: 130_000,
    });
  });

  test("a message that the queue does not take keeps back no other, and is tried again by the next sweep", async () => {
    const tracks = [await queuedTrack(), await queuedTrack(), await queuedTrack()];
    const asked: string[] = [];
    const send = async ({ taskId }: AnalysisMessage) => {
      asked.push(taskId);
      throw new Error("no answer");
    };
    const parts = { tasks: tasks(), queue: { send }, log, requeueMs: 60_000 };
    const ids = tracks.map(({ taskId }) => taskId).sort();
    const ours = () =>
      asked
        .splice(0)
        .filter((id) => ids.includes(id))
        .sort();
    await requeueOverdue(parts, 70_000);
    expect(ours()).toEqual(ids);
    await requeueOverdue(parts, 131_000);
    expect(ours()).toEqual(ids);
  });

  test("the cron finishes a task whose message never came, and erases an upload that never ended", async () => {
    const { tenantId, taskId } = await queuedTrack();
    const key = `${tenantId}/tracks/abandoned`;
    await env.AUDIO.put(key, "half");
    await env.DB.prepare("insert into uploads values (?, ?, ?, ?)")
      .bind(newId(), tenantId, key, Date.now() - 7_200_000)
      .run();
    await env.DB.prepare("insert into uploads values (?, ?, ?, ?)")
      .bind(newId(), tenantId, "fresh", Date.now())
      .run();
    const ctx = createExecutionContext();
    await gateway.scheduled(createScheduledController(), env);
    await waitOnExecutionContext(ctx);
    expect(await env.AUDIO.head(key)).toBeNull();
    const left = await env.DB.prepare("select object_key from uploads where tenant_id = ?")
      .bind(tenantId)
      .all();
    expect(left.results).toEqual([{ object_key: "fresh" }]);
    // Its sound is missing, so the attempt fails; that it was attempted shows that the message was sent again.
    await expect
      .poll(async () => (await tasks().find(tenantId, taskId))?.errorMessage)
      .toBe("The stored sound of this track is missing.");
  });
});

describe("dead letters", () => {
  test("end their task with the last attempt's reason; strangers and finished ones change nothing", async () => {
    const { tenantId, taskId, trackId } = await queuedTrack();
    await tasks().claim(tenantId, taskId, 2_000, 3_000);
    await tasks().requeue(
      tenantId,
      taskId,
      1,
      { code: "analysis_failed", message: "It broke." },
      4_000,
      5_000,
    );
    const done = await queuedTrack();
    await tasks().succeed(done.tenantId, done.taskId, 2_000);
    const bodies = [
      { tenantId, taskId, trackId, traceId: "t" },
      { ...done, traceId: "t" },
      { tenantId: newId(), taskId, trackId, traceId: "t" },
      "nonsense",
      null,
    ];
    const messages = bodies.map((body, i) => ({ id: String(i), timestamp: new Date(), attempts: 1, body }));
    const batch = createMessageBatch("descant-analysis-dead", messages);
    const ctx = createExecutionContext();
    await gateway.queue(batch, env);
    expect((await getQueueResult(batch, ctx)).outcome).toBe("ok");
    expect(await tasks().find(tenantId, taskId)).toMatchObject({
      status: "failed",
      errorCode: "analysis_failed",
      errorMessage: "Given up after 1 attempts. It broke.",
    });
    expect(await tasks().find(done.tenantId, done.taskId)).toMatchObject({ status: "succeeded" });
  });
});
