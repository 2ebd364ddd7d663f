import { bodyLimit } from "hono/body-limit";
import { ApiError } from "./errors.ts";

const MOST_BYTES = 64 * 1024;

/** Refuses a body that is larger than any of our JSON has reason to be, before it is read. */
export const limitBody = bodyLimit({
  maxSize: MOST_BYTES,
  onError: () => {
    throw new ApiError("payload_too_large", `This body may have ${MOST_BYTES} bytes at the most.`);
  },
});
