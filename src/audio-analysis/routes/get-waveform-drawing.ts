import { createRoute, z } from "@hono/zod-openapi";
import { decodeWaveform, drawWaveform, WAVEFORM_COLOURS } from "../../audio/waveform/index.ts";
import { endpoint, idParams } from "../../http/index.ts";
import { gunzip, type ObjectStore } from "../../storage/index.ts";
import type { TaskStore } from "../../tasks/index.ts";
import { audioAnalysisSchema } from "../contract.ts";
import { readAnalysisObject } from "../objects.ts";
import { readDrawable } from "../read-drawable.ts";

const colour = (fallback: string) =>
  z
    .string()
    .regex(/^([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|none)$/, "must be three or six hexadecimal digits, or none")
    .default(fallback.replace("#", ""));

const query = z.object({
  width: z.coerce.number().int().min(40).max(4000).default(1200),
  height: z.coerce.number().int().min(20).max(1000).default(200),
  scale: z
    .enum(["peak", "full"])
    .default("peak")
    .openapi({ description: "What fills the height: the largest sample, or full scale" }),
  overlay: z
    .enum(["none", "beats", "sections", "all"])
    .default("none")
    .openapi({ description: "What else is drawn of the analysis" }),
  body: colour(WAVEFORM_COLOURS.body),
  peaks: colour(WAVEFORM_COLOURS.peaks),
  background: colour(WAVEFORM_COLOURS.background),
  text: colour(WAVEFORM_COLOURS.text),
  accent: colour(WAVEFORM_COLOURS.accent),
});

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/waveform.svg",
  operationId: "getTrackWaveformDrawing",
  tags: ["audio analysis"],
  summary: "A recording's waveform, drawn",
  request: { params: idParams, query },
  responses: {
    200: { description: "The drawing", content: { "image/svg+xml": { schema: { type: "string" } } } },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/waveform.svg`: drawn at the edge from what was kept. */
export const getWaveformDrawing = (parts: { objects: ObjectStore; tasks: TaskStore }) =>
  endpoint(
    { action: "features:read", failures: ["not_found", "analysis_pending"], cards: ["rhythm", "structure"] },
    route,
    async (c) => {
      const { id } = c.req.valid("param");
      const { width, height, scale, overlay, ...colours } = c.req.valid("query");
      const variant = ["svg", width, height, scale, overlay, ...Object.values(colours)].join("-");
      const bytes = await readDrawable(c, parts, id, "waveform.dat", variant);
      if (!bytes) return c.body(null, 304);
      const svg = drawWaveform(decodeWaveform(bytes), {
        width,
        height,
        scale,
        title: `Waveform of track ${id}`,
        colours: Object.fromEntries(Object.entries(colours).map(([name, value]) => [name, cssColour(value)])),
        ...(overlay !== "none" && (await overlayOf(parts.objects, c.var.principal.tenantId, id, overlay))),
      });
      return c.body(svg, 200, { "content-type": "image/svg+xml; charset=utf-8" }) as never;
    },
  );

const cssColour = (value: string) => (value === "none" ? value : `#${value}`);

const overlaySchema = audioAnalysisSchema.pick({ beats: true, sections: true });

/** Beats and sections of the stored analysis; none where there is none. */
async function overlayOf(
  objects: ObjectStore,
  tenantId: string,
  trackId: string,
  overlay: "beats" | "sections" | "all",
) {
  const object = await readAnalysisObject(objects, tenantId, trackId, "audio-analysis.json.gz");
  if (!object) return {};
  const { beats, sections } = overlaySchema.parse(await new Response(gunzip(object.body)).json());
  return {
    ...(overlay !== "sections" && { beats: beats.map(({ start }) => start) }),
    ...(overlay !== "beats" && {
      sections: sections.map(({ start, duration }, i) => ({ start, duration, label: String(i + 1) })),
    }),
  };
}
