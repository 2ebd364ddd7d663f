import type { ObjectStore, ObjectWriter } from "./object-store.ts";

/** R2 wants parts of one size, 5 MiB or more (but for the last): this is all of a body that is ever in memory. */
const PART_BYTES = 5 * 2 ** 20;

const WITHIN_A_TENANT = /^[^/]+\/[^/]+\/(?:[^/]+\/)*$/;

/** The object store on Cloudflare R2. */
export function createR2ObjectStore(bucket: R2Bucket): ObjectStore {
  return {
    open: (key) => openWriter(bucket, key),
    read: async (key, range) => {
      const object = await bucket.get(key, range && { range });
      return object && { size: object.size, etag: object.httpEtag, body: object.body };
    },
    erase: (key) => bucket.delete(key),
    eraseAll: async (prefix) => {
      if (!WITHIN_A_TENANT.test(prefix)) throw new RangeError("a prefix has to name a tenant and a folder");
      for (let cursor: string | undefined; ; ) {
        const page = await bucket.list({ prefix, ...(cursor !== undefined && { cursor }) });
        if (page.objects.length > 0) await bucket.delete(page.objects.map(({ key }) => key));
        if (!page.truncated) return;
        cursor = page.cursor;
      }
    },
  };
}

function openWriter(bucket: R2Bucket, key: string): ObjectWriter {
  let part = new Uint8Array(0);
  let filled = 0;
  let upload: R2MultipartUpload | undefined;
  const uploaded: R2UploadedPart[] = [];

  const reserve = (bytes: number) => {
    if (part.length >= bytes) return;
    const larger = new Uint8Array(Math.min(PART_BYTES, Math.max(bytes, part.length * 2, 64 * 1024)));
    larger.set(part.subarray(0, filled));
    part = larger;
  };
  const sendPart = async () => {
    upload ??= await bucket.createMultipartUpload(key);
    uploaded.push(await upload.uploadPart(uploaded.length + 1, part.subarray(0, filled)));
    filled = 0;
  };

  return {
    write: async (bytes) => {
      let rest = bytes;
      while (rest.length > 0) {
        const taken = rest.subarray(0, PART_BYTES - filled);
        reserve(filled + taken.length);
        part.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
        if (filled === PART_BYTES) await sendPart();
      }
    },
    complete: async () => {
      if (!upload) {
        await bucket.put(key, part.subarray(0, filled));
        return;
      }
      if (filled > 0) await sendPart();
      await upload.complete(uploaded);
    },
    abort: async () => {
      await upload?.abort();
      filled = 0;
    },
  };
}
