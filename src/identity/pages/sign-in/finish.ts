import type { SignInAnswer } from "../contract.ts";
import { follow } from "../destination.ts";
import type { OAuthRequest } from "../oauth-request.ts";

/** What is under way on the sign-in page. */
export interface Visit {
  oauth: OAuthRequest | null;
  /** The path of this site to go on to, where no app asked. */
  next: string;
}

/** The app's request, as identity wants it handed back with every step. */
export const handedBack = ({ oauth }: Visit): Record<string, string> =>
  oauth === null ? {} : { oauth_query: oauth.query };

/** Leaves the page after the last step: to the consent page or the app, or to where the person wanted to go. */
export function finish(answer: SignInAnswer, { next }: Visit): void {
  if (answer.redirect && answer.url) follow(answer.url);
  else location.assign(next);
}
