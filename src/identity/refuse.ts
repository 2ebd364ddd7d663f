import { APIError } from "better-auth/api";

const STATUS = {
  TOO_MANY_ATTEMPTS: "TOO_MANY_REQUESTS",
  IDENTITY_UNAVAILABLE: "SERVICE_UNAVAILABLE",
  STEP_UP_REQUIRED: "UNAUTHORIZED",
  ELEVATION_REQUIRED: "FORBIDDEN",
  FORBIDDEN: "FORBIDDEN",
  NETWORK_NOT_ALLOWED: "FORBIDDEN",
  INVITATION_REQUIRED: "FORBIDDEN",
  NO_TENANT: "FORBIDDEN",
  APP_OF_ANOTHER_TENANT: "FORBIDDEN",
  UNAUTHORIZED: "UNAUTHORIZED",
  INVALID_PASSWORD: "UNAUTHORIZED",
  INVALID_CODE: "UNAUTHORIZED",
  CODE_REQUIRED: "BAD_REQUEST",
  INVALID_ROLE: "BAD_REQUEST",
  // better-auth's own word for it.
  YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER: "BAD_REQUEST",
} as const;

/** Codes of refusals that are ours and not better-auth's, in its form: `{ code, message }`. */
export type RefusalCode = keyof typeof STATUS;

/** A refusal to throw; `retryAfterMs` becomes the header Retry-After, in whole seconds. */
export function refusal(code: RefusalCode, message: string, retryAfterMs?: number): APIError {
  const headers = retryAfterMs ? { "Retry-After": String(Math.ceil(retryAfterMs / 1000)) } : {};
  return new APIError(STATUS[code], { code, message }, headers);
}
