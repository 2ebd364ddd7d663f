import { act, read } from "./ask.ts";
import type { SignInAnswer } from "./contract.ts";
import { Failure } from "./failure.ts";

/** Whether this browser can do passkeys at this address, with the JSON forms that WebAuthn Level 3 has for them. */
export function passkeysWork(): boolean {
  return (
    isSecureContext &&
    typeof PublicKeyCredential === "function" &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function"
  );
}

/** Whether the browser can offer passkeys in the e-mail field's suggestions. */
export async function passkeysCanBeSuggested(): Promise<boolean> {
  return passkeysWork() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
}

/** What a browser throws when the person cancelled, or took too long, or when nothing fits: it does not say which. */
function asFailure(error: unknown, code: "PASSKEY_CANCELLED" | "PASSKEY_NOT_MADE"): unknown {
  if (!(error instanceof DOMException)) return error;
  return new Failure(400, { code: error.name === "InvalidStateError" ? "PASSKEY_KNOWN" : code });
}

/** A passkey stands for both factors, so the person has to be verified and not only be there. The server insists too. */
const userVerification: UserVerificationRequirement = "required";

/**
 * Signs in with a passkey.
 * @param oauthQuery the app's request that is under way, if any
 * @param suggested lets the browser offer passkeys in the e-mail field instead of asking at once; ended by the signal
 * @throws Failure; PASSKEY_CANCELLED where the person used none
 * @throws DOMException AbortError when the signal ended it
 */
export async function signInWithPasskey(
  oauthQuery: string | undefined,
  suggested?: AbortSignal,
): Promise<SignInAnswer> {
  const options = await read<PublicKeyCredentialRequestOptionsJSON>("passkey/generate-authenticate-options");
  suggested?.throwIfAborted();
  const credential = await navigator.credentials
    .get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON({ ...options, userVerification }),
      ...(suggested && { mediation: "conditional" as const, signal: suggested }),
    })
    .catch((error: unknown) => {
      throw suggested?.aborted ? error : asFailure(error, "PASSKEY_CANCELLED");
    });
  if (!(credential instanceof PublicKeyCredential)) throw new Failure(400, { code: "PASSKEY_CANCELLED" });
  return act("passkey/verify-authentication", {
    response: credential.toJSON(),
    ...(oauthQuery !== undefined && { oauth_query: oauthQuery }),
  });
}

/** Makes a passkey for the person who is signed in. Throws {@link Failure}: PASSKEY_KNOWN, PASSKEY_NOT_MADE, … */
export async function addPasskey(name: string): Promise<void> {
  const options = await read<PublicKeyCredentialCreationOptionsJSON>("passkey/generate-register-options");
  const authenticatorSelection = {
    ...options.authenticatorSelection,
    residentKey: "required" as const,
    requireResidentKey: true,
    userVerification,
  };
  const credential = await navigator.credentials
    .create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON({ ...options, authenticatorSelection }),
    })
    .catch((error: unknown) => {
      throw asFailure(error, "PASSKEY_NOT_MADE");
    });
  if (!(credential instanceof PublicKeyCredential)) throw new Failure(400, { code: "PASSKEY_NOT_MADE" });
  await act("passkey/verify-registration", { response: credential.toJSON(), name });
}
