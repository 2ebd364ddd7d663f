import { ApiError, type AppContext, drain, readForm } from "../http/index.ts";
import { type TrackFields, trackFieldsSchema } from "./contract.ts";
import { type Received, tooLarge } from "./receive-recording.ts";

/** What becomes of the bytes of a recording. */
export type Take = (bytes: AsyncIterable<Uint8Array>) => Promise<Received>;

const RAW = /^(audio\/|application\/(octet-stream|ogg)\b)/i;

/**
 * Reads an upload in either of its two shapes: a form with a `file`, or the recording itself as the body with its
 * labels in the query string. A form's file that comes without a title is called what its file is called.
 * @throws ApiError `unsupported_media_type`, `payload_too_large`, `invalid_request`, and what `take` throws
 */
export async function readUpload(
  c: AppContext,
  maxBytes: number,
  take: Take,
): Promise<{ received: Received; fields: TrackFields }> {
  const type = c.req.header("content-type") ?? "";
  // A form is a little larger than its file; the file itself is measured as it comes.
  const body = c.req.raw.body ?? new Blob([]).stream();
  if (Number(c.req.header("content-length") ?? 0) > maxBytes + 64 * 1024) {
    await drain(body);
    throw tooLarge(maxBytes);
  }
  if (/^multipart\/form-data\b/i.test(type)) {
    const { file, filename, fields } = await readForm(body, type, take);
    const title = filename
      .replace(/\.\w{1,5}$/, "")
      .trim()
      .slice(0, 300);
    return { received: file, fields: parseFields({ ...(title !== "" && { title }), ...fields }) };
  }
  if (!RAW.test(type)) {
    throw new ApiError(
      "unsupported_media_type",
      "Send the recording as multipart/form-data with a part named “file”, or as the body itself with an audio/* content type.",
    );
  }
  const fields = parseFields(c.req.query());
  try {
    return { received: await take(body.values({ preventCancel: true })), fields };
  } catch (error) {
    await drain(body);
    throw error;
  }
}

function parseFields(fields: Record<string, string>): TrackFields {
  const parsed = trackFieldsSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  throw new ApiError("invalid_request", `“${issues[0]?.path}” ${issues[0]?.message}.`, {
    details: { issues },
  });
}
