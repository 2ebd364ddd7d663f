import { type AppContext, isHeld } from "../http/index.ts";
import { gunzip, type StoredObject } from "../storage/index.ts";

/**
 * Answers with a stored object as a stream: a gzipped one as it lies to whoever takes gzip, unpacked to others. The entity
 * tag is weak, because it is the same for both.
 */
export async function answerObject(
  c: AppContext,
  { body, etag }: StoredObject,
  type: string,
  gzipped = true,
): Promise<Response> {
  const tag = etag.replace(/^W\//, "");
  const headers = new Headers({
    etag: `W/${tag}`,
    "cache-control": "private, no-cache",
    ...(gzipped && { vary: "accept-encoding" }),
  });
  if (isHeld(c, tag)) {
    await body.cancel();
    return new Response(null, { status: 304, headers });
  }
  headers.set("content-type", type);
  if (!gzipped) return new Response(body, { headers });
  if (!takesGzip(c.req.header("accept-encoding"))) {
    return new Response(gunzip(body), { headers });
  }
  headers.set("content-encoding", "gzip");
  return new Response(body, { headers, encodeBody: "manual" });
}

/** Whether an `Accept-Encoding` names gzip, or everything, and does not rule it out. */
export function takesGzip(header: string | undefined): boolean {
  if (header === undefined) return false;
  const weights = new Map(
    header.split(",").map((entry) => {
      const [coding = "", ...parameters] = entry.split(";").map((text) => text.trim().toLowerCase());
      const q = parameters.find((text) => text.startsWith("q="));
      return [coding, q === undefined ? 1 : Number(q.slice(2))] as const;
    }),
  );
  return (weights.get("gzip") ?? weights.get("*") ?? 0) > 0;
}
