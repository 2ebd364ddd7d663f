import { createRoute, z } from "@hono/zod-openapi";
import { endpoint, originOf } from "../../http/index.ts";
import { presentTask, RETRY_AFTER_SECONDS, taskSchema } from "../../tasks/index.ts";
import type { CatalogParts } from "../add-recording.ts";
import { analyseLibrary as analyse, LIBRARY_TRACKS } from "../analyse-library.ts";

const requestSchema = z
  .strictObject({
    only_outdated: z.boolean().default(true).openapi({
      description:
        "Only tracks that this version of the analyser has not analysed, and not those whose recording was refused when it was last analysed",
    }),
  })
  .openapi("LibraryAnalysisRequest");

const route = createRoute({
  method: "post",
  path: "/v1/library/analyses",
  operationId: "analyseLibrary",
  tags: ["tracks"],
  summary: "Analyse the whole library anew, as one task with progress",
  description: `One at a time, and ${LIBRARY_TRACKS} tracks at the most. Each counts as an analysis of the plan.`,
  request: { body: { required: true, content: { "application/json": { schema: requestSchema } } } },
  responses: {
    200: {
      description: "There is nothing to analyse",
      content: { "application/json": { schema: z.object({ tracks: z.literal(0) }) } },
    },
    202: {
      description: "Queued, or under way already",
      content: { "application/json": { schema: taskSchema } },
    },
  },
});

/** `POST /v1/library/analyses`. */
export const analyseLibrary = (parts: CatalogParts) =>
  endpoint({ action: "library:analyse", failures: ["quota_exceeded"] }, route, async (c) => {
    const { only_outdated: onlyOutdated } = c.req.valid("json");
    const { tenantId } = c.var.principal;
    const task = await analyse(parts, tenantId, c.var.traceId, !onlyOutdated);
    if (!task) return c.json({ tracks: 0 as const }, 200);
    c.header("location", `/v1/tasks/${task.id}`);
    c.header("retry-after", String(RETRY_AFTER_SECONDS));
    return c.json(presentTask(task, originOf(c), await parts.tasks.countLibrary(tenantId, task.id)), 202);
  });
