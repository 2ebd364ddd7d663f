import { METHODS, type Method } from "../policy/index.ts";

/** What is shown at each place where a session is made or strengthened (RFC 8176 names; see METHODS). */
const SHOWN: Record<string, readonly Method[]> = {
  "/sign-in/email": ["pwd"],
  "/change-password": ["pwd"],
  "/two-factor/enable": ["pwd"],
  "/two-factor/disable": ["pwd"],
  // The second factor is only ever asked for after the password.
  "/two-factor/verify-totp": ["pwd", "otp"],
  "/two-factor/verify-backup-code": ["pwd", "kba"],
  "/passkey/verify-authentication": ["hwk"],
  "/callback/:id": ["fed"],
  "/sso/callback": ["fed"],
  "/sso/callback/:providerId": ["fed"],
  "/sso/saml2/sp/acs/:providerId": ["fed"],
};

/** What has been shown when a session comes out of an endpoint; none for one that proves nothing. */
export function methodsShownAt(path: string | undefined): readonly Method[] {
  return SHOWN[path ?? ""] ?? [];
}

/** Methods as a session row keeps them, in the order of METHODS. */
export function writeMethods(...shown: (readonly Method[])[]): string {
  const all = new Set(shown.flat());
  return METHODS.filter((method) => all.has(method)).join(" ");
}

/** Methods of a session row; what is not known is left out. */
export function readMethods(stored: unknown): Method[] {
  const names = typeof stored === "string" ? stored.split(" ") : [];
  return METHODS.filter((method) => names.includes(method));
}

/** When the person of a session last showed who they are, ms; undefined for never. */
export function readAuthenticatedAt(stored: unknown): number | undefined {
  const at = stored instanceof Date ? stored.getTime() : Number.NaN;
  return Number.isFinite(at) ? at : undefined;
}
