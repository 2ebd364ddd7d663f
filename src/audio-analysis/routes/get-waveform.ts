import { createRoute, z } from "@hono/zod-openapi";
import {
  coarser,
  decodeWaveform,
  encodeWaveform,
  type Waveform,
  waveformJson,
} from "../../audio/waveform/index.ts";
import { ApiError, endpoint, idParams } from "../../http/index.ts";
import type { ObjectStore } from "../../storage/index.ts";
import type { TaskStore } from "../../tasks/index.ts";
import { readDrawable } from "../read-drawable.ts";

const waveformSchema = z
  .object({
    version: z.literal(2),
    channels: z.int(),
    sample_rate: z.int(),
    samples_per_pixel: z.int(),
    bits: z.union([z.literal(8), z.literal(16)]),
    length: z.int().openapi({ description: "Pairs a channel" }),
    data: z.array(z.int()).openapi({ description: "Lowest, highest, lowest, highest …" }),
  })
  .openapi("Waveform");

const query = z
  .object({
    format: z
      .enum(["json", "dat"])
      .optional()
      .openapi({ description: "Before what `Accept` says; JSON if neither does" }),
    bits: z.enum(["8", "16"]).default("16").openapi({ description: "Of a value" }),
    samples_per_pixel: z.coerce.number().int().min(1).max(100_000_000).optional(),
    pixels_per_second: z.coerce.number().int().min(1).max(1000).optional(),
    width: z.coerce
      .number()
      .int()
      .min(1)
      .max(20_000)
      .optional()
      .openapi({ description: "Pixels in all, at most" }),
  })
  .refine(
    (asked) =>
      [asked.samples_per_pixel, asked.pixels_per_second, asked.width].filter((v) => v !== undefined).length <=
      1,
    { message: "ask for one of samples_per_pixel, pixels_per_second and width" },
  );

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/waveform",
  operationId: "getTrackWaveform",
  tags: ["audio analysis"],
  summary:
    "A recording's waveform in the formats of BBC audiowaveform, version 2, for peaks.js and wavesurfer.js",
  request: { params: idParams, query },
  responses: {
    200: {
      description:
        "The waveform of the channels mixed into one, as audiowaveform draws it, as fine as it is kept unless asked otherwise",
      content: {
        "application/json": { schema: waveformSchema },
        "application/octet-stream": { schema: { type: "string", format: "binary" } },
      },
    },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/waveform`. */
export const getWaveform = (parts: { objects: ObjectStore; tasks: TaskStore }) =>
  endpoint({ action: "features:read", failures: ["not_found", "analysis_pending"] }, route, async (c) => {
    const { format, bits, ...zoom } = c.req.valid("query");
    const { id } = c.req.valid("param");
    const isBinary = (format ?? formatOf(c.req.header("accept"))) === "dat";
    const variant = [isBinary ? "dat" : "json", bits, ...Object.entries(zoom).flat()].join("-");
    c.header("vary", "accept");
    const bytes = await readDrawable(c, parts, id, "waveform.dat", variant);
    if (!bytes) return c.body(null, 304);
    const waveform = zoomed(decodeWaveform(bytes), zoom);
    const width = bits === "8" ? 8 : 16;
    if (!isBinary)
      return c.body(waveformJson(waveform, width), 200, { "content-type": "application/json" }) as never;
    const disposition = `attachment; filename="${id}.dat"`;
    const headers = { "content-type": "application/octet-stream", "content-disposition": disposition };
    return c.body(encodeWaveform(waveform, width), 200, headers) as never;
  });

/** The first of our two formats that an `Accept` names. */
function formatOf(accept = ""): "json" | "dat" {
  const named = accept.split(",").map((entry) => entry.split(";")[0]!.trim().toLowerCase());
  const binary = named.indexOf("application/octet-stream");
  const json = named.indexOf("application/json");
  return binary >= 0 && (json < 0 || binary < json) ? "dat" : "json";
}

interface Zoom {
  samples_per_pixel?: number | undefined;
  pixels_per_second?: number | undefined;
  width?: number | undefined;
}

/** @throws ApiError `invalid_request` for finer pixels than are kept */
function zoomed(waveform: Waveform, { samples_per_pixel, pixels_per_second, width }: Zoom): Waveform {
  const { samplesPerPixel, sampleRate, length } = waveform;
  let wanted = samples_per_pixel;
  if (pixels_per_second !== undefined) wanted = Math.floor(sampleRate / pixels_per_second);
  // A width is as many pixels as there can be: more than are kept would be invented.
  if (width !== undefined) wanted = Math.max(samplesPerPixel, Math.ceil((length * samplesPerPixel) / width));
  if (wanted === undefined) return waveform;
  if (wanted < samplesPerPixel) {
    throw new ApiError(
      "invalid_request",
      `This waveform has ${samplesPerPixel} samples a pixel; it cannot be finer.`,
    );
  }
  return coarser(waveform, wanted);
}
