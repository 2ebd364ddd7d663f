import { bodyLimit } from "hono/body-limit";
import { ApiError } from "./errors.ts";

const MOST_BYTES = 64 * 1024;

/** Refuses a body of more bytes than are given, before it is read. */
export const limitBodyTo = (bytes: number) =>
  bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw new ApiError("payload_too_large", `This body may have ${bytes} bytes at the most.`);
    },
  });

/** Refuses a body that is larger than most of our JSON has reason to be. */
export const limitBody = limitBodyTo(MOST_BYTES);
