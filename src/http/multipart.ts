import { Readable } from "node:stream";
import busboy from "busboy";
import { drain } from "./drain.ts";
import { ApiError } from "./errors.ts";

const FIELDS = 20;
const FIELD_BYTES = 4_096;

/**
 * Reads a `multipart/form-data` body as it arrives: the part named `file` is handed on as a stream, never held whole;
 * the text fields are collected.
 * @param onFile takes the file's bytes; must read them to their end or throw. It has ended, good or bad, before this does
 * @throws ApiError `malformed_body` for a broken or cut-off form, no file, two files, or oversized fields
 */
export async function readForm<T>(
  body: ReadableStream<Uint8Array>,
  contentType: string,
  onFile: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<{ file: T; filename: string; fields: Record<string, string> }> {
  const fields: Record<string, string> = {};
  const form = openForm(contentType);
  const source = Readable.from(body, { objectMode: false });
  let file: Promise<T> | undefined;
  let filename = "";

  await new Promise<void>((resolve, reject) => {
    const refuse = (message: string) => reject(new ApiError("malformed_body", message));
    form.on("file", (name, stream, info) => {
      // A stream that ends badly while nobody reads it is no accident.
      stream.on("error", () => {});
      if (name !== "file") {
        stream.resume();
        refuse(`The form has a file named “${name.slice(0, 40)}”; the recording goes into “file”.`);
        return;
      }
      filename = info.filename ?? "";
      file = onFile(stream);
      file.catch((error) => {
        stream.resume();
        reject(error);
      });
    });
    form.on("field", (name, value, info) => {
      if (info.valueTruncated || info.nameTruncated)
        refuse(`The form's field “${name.slice(0, 40)}” is too long.`);
      fields[name] = value;
    });
    form.on("filesLimit", () => refuse("The form has more than one file; send one recording a request."));
    form.on("fieldsLimit", () => refuse("The form has too many fields."));
    form.on("partsLimit", () => refuse("The form has too many parts."));
    form.on("error", () => refuse("The form is broken or ends too early."));
    form.on("close", resolve);
    source.on("error", () => refuse("The body ended before it was complete."));
    source.pipe(form);
  })
    .catch(async (error) => {
      source.unpipe(form);
      // Ends the file's stream too, so that nobody waits for the rest of it, or goes on writing it.
      form.destroy();
      await file?.catch(() => {});
      await drain(source);
      throw error;
    })
    .finally(() => source.destroy());

  if (!file) throw new ApiError("malformed_body", "The form has no part named “file”.");
  return { file: await file, filename, fields };
}

function openForm(contentType: string) {
  try {
    return busboy({
      headers: { "content-type": contentType },
      limits: { files: 1, fields: FIELDS, fieldSize: FIELD_BYTES, fieldNameSize: 100, parts: FIELDS + 2 },
    });
  } catch (cause) {
    throw new ApiError("malformed_body", "The form's content type names no boundary.", { cause });
  }
}
