import { createRoute, z } from "@hono/zod-openapi";
import { decodeSpectrogram, drawSpectrogram, encodePng } from "../../audio/picture/index.ts";
import { endpoint, idParams } from "../../http/index.ts";
import type { ObjectStore } from "../../storage/index.ts";
import type { TaskStore } from "../../tasks/index.ts";
import { MATRIX_CARDS } from "../cards-of-parts.ts";
import { readDrawable } from "../read-drawable.ts";

const query = z.object({
  width: z.coerce.number().int().min(40).max(2400).default(1200),
  height: z.coerce.number().int().min(40).max(1000).default(400),
  axes: z
    .enum(["true", "false"])
    .default("true")
    .openapi({ description: "Whether Hz and minutes stand beside it" }),
});

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/spectrogram.png",
  operationId: "getTrackSpectrogram",
  tags: ["audio analysis"],
  summary: "A recording's mel spectrogram, drawn",
  request: { params: idParams, query },
  responses: {
    200: {
      description: "Time to the right, 0 to 11 kHz upwards, 80 dB from dark to light",
      content: { "image/png": { schema: { type: "string", format: "binary" } } },
    },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/spectrogram.png`: drawn at the edge from what was kept. */
export const getSpectrogram = (parts: { objects: ObjectStore; tasks: TaskStore }) =>
  endpoint(
    { action: "features:read", failures: ["not_found", "analysis_pending"], cards: MATRIX_CARDS },
    route,
    async (c) => {
      const { id } = c.req.valid("param");
      const { width, height, axes } = c.req.valid("query");
      const variant = ["png", width, height, axes].join("-");
      const bytes = await readDrawable(c, parts, id, "spectrogram.bin", variant);
      if (!bytes) return c.body(null, 304);
      const image = drawSpectrogram(decodeSpectrogram(bytes), { width, height, axes: axes === "true" });
      return c.body(await encodePng(image), 200, { "content-type": "image/png" }) as never;
    },
  );
