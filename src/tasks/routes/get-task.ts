import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams, originOf } from "../../http/index.ts";
import { taskSchema } from "../contract.ts";
import { isFinished, presentTask, RETRY_AFTER_SECONDS } from "../present-task.ts";
import type { LibraryCounts, TaskStore } from "../task-store.ts";

/** Hears that a track's task was seen to have ended, so that what is remembered of the track can be forgotten. */
export type OnFinished = (tenantId: string, trackId: string) => void;

const route = createRoute({
  method: "get",
  path: "/v1/tasks/{id}",
  operationId: "getTask",
  tags: ["tasks"],
  summary: "How a piece of long work is doing",
  request: { params: idParams },
  responses: { 200: { description: "The task", content: { "application/json": { schema: taskSchema } } } },
});

/** `GET /v1/tasks/{id}`. */
export const getTask = (tasks: TaskStore, onFinished: OnFinished) =>
  endpoint({ action: "tasks:read", failures: ["not_found"] }, route, async (c) => {
    const { tenantId } = c.var.principal;
    let row = await tasks.find(tenantId, c.req.valid("param").id);
    if (!row) throw new ApiError("not_found", "There is no task with this id.");
    let counts: LibraryCounts | undefined;
    if (row.kind === "library") {
      counts = await tasks.countLibrary(tenantId, row.id);
      if (!isFinished(row) && counts.queued + counts.running === 0) {
        await tasks.settleLibraries(Date.now());
        row = { ...row, status: "succeeded", progress: 1 };
      }
    }
    c.header("cache-control", "no-store");
    if (isFinished(row)) onFinished(row.tenantId, row.trackId);
    else c.header("retry-after", String(RETRY_AFTER_SECONDS));
    return c.json(presentTask(row, originOf(c), counts), 200);
  });
