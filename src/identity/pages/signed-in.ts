import { read } from "./ask.ts";
import type { SignedIn } from "./contract.ts";
import { signInPath } from "./destination.ts";

/** Who is signed in. Where nobody is, leaves for the sign-in page, which comes back here, and answers null. */
export async function requireSignedIn(): Promise<SignedIn | null> {
  const signedIn = await read<SignedIn | null>("get-session");
  if (signedIn === null) location.replace(signInPath());
  return signedIn;
}
