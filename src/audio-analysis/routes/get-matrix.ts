import { createRoute, z } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams } from "../../http/index.ts";
import { answerObject } from "../answer-object.ts";
import { MATRIX_CARDS } from "../cards-of-parts.ts";
import { findFinished } from "../find-finished.ts";
import { requestedKey } from "../objects.ts";
import { MATRICES } from "../parts.ts";
import type { RequestParts } from "../request-analysis.ts";

const matrixSchema = z
  .object({
    name: z.enum(MATRICES),
    frame_rate: z
      .number()
      .openapi({ description: "Rows a second; row t is centred on second t / frame_rate" }),
    shape: z.array(z.int()),
    values: z.array(z.union([z.number(), z.array(z.number())])),
  })
  .openapi("AudioMatrix");

const route = createRoute({
  method: "get",
  path: "/v1/audio/analyses/{id}/matrices/{name}",
  operationId: "getAudioMatrix",
  tags: ["audio analysis"],
  summary: "A matrix that was asked for, in the format that was asked for",
  request: {
    params: idParams.extend({
      name: z
        .string()
        .max(40)
        .openapi({ enum: [...MATRICES] }),
    }),
  },
  responses: {
    200: {
      description: "f32, a row a frame",
      content: {
        "application/json": { schema: matrixSchema },
        "application/x-npy": { schema: { type: "string", format: "binary" } },
      },
    },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/audio/analyses/{id}/matrices/{name}`. */
export const getMatrix = (parts: RequestParts) =>
  endpoint(
    { action: "features:read", failures: ["not_found", "analysis_pending"], cards: MATRIX_CARDS },
    route,
    async (c) => {
      const { id, name } = c.req.valid("param");
      const row = await findFinished(c, parts, id);
      if (!row.matrices.some((asked) => asked === name)) {
        throw new ApiError("not_found", `This matrix was not asked for. ${namesOf(row.matrices)}`);
      }
      const key = requestedKey(row.tenantId, row.trackId, row.id, `${name}.${row.format}.gz`);
      const object = await parts.objects.read(key);
      if (!object) throw new ApiError("internal_error", "The matrix is missing from the store.");
      const type = row.format === "npy" ? "application/x-npy" : "application/json";
      const answer = await answerObject(c, object, type);
      // On the answer itself: what is set on the context before does not reach one that is made whole.
      if (row.format === "npy")
        answer.headers.set("content-disposition", `attachment; filename="${row.trackId}-${name}.npy"`);
      return answer as never;
    },
  );

const namesOf = (matrices: readonly string[]) =>
  matrices.length > 0 ? `There are: ${matrices.join(", ")}.` : "None was.";
