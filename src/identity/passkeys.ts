import { passkey } from "@better-auth/passkey";
import { APIError } from "better-auth/api";

/** What a passkey's ceremony is refused with, as better-auth refuses one that does not hold. */
const notVerified = () =>
  new APIError("UNAUTHORIZED", {
    code: "AUTHENTICATION_FAILED",
    message: "The passkey was used without a check of who uses it.",
  });

/**
 * Passkeys (Web Authentication, level 3). One stands in for password and second factor together, so that the device has to
 * have checked who holds it: by finger, face or PIN. better-auth asks for that at best; here it is refused without.
 */
export function passkeys(publicUrl: string, name: string) {
  return passkey({
    rpID: new URL(publicUrl).hostname,
    rpName: name,
    origin: publicUrl,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    registration: {
      afterVerification: async ({ verification }) => {
        if (!verification.registrationInfo?.userVerified) throw notVerified();
      },
    },
    authentication: {
      afterVerification: async ({ verification }) => {
        if (!verification.authenticationInfo.userVerified) throw notVerified();
      },
    },
  });
}
