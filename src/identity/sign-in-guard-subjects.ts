import { createHmac } from "node:crypto";
import { networksAround } from "../outgoing/index.ts";

/** What the guard counts by, each under a name that tells nobody without the secret what it stands for. */
export interface Subjects {
  /** Of the account, as people write it; null for an attempt that names none. */
  account: string | null;
  /** The subscriber's network, and its neighbourhood. */
  narrow: string;
  wide: string;
  /** The network as an account knows it: another name at each account, so that accounts cannot be linked by it. */
  familiar: string;
}

/**
 * Names the subjects of an attempt with HMAC-SHA-256 under a secret, each kind in a domain of its own.
 * @param account an e-mail address or user name in any spelling, null for none
 * @param network the client's IP address; any other text is one network under that name
 */
export function subjectsOf(secret: string, account: string | null, network: string): Subjects {
  const name = (kind: string, subject: string) =>
    createHmac("sha256", secret).update(`sign-in-guard/${kind}\0${subject}`).digest("base64url");
  const own = account === null ? null : accountNameOf(account);
  const { subscriber, neighbourhood } = networksAround(network);
  return {
    account: own === null ? null : name("account", own),
    narrow: name("network", subscriber),
    wide: name("neighbourhood", neighbourhood),
    familiar: name("familiar", `${own ?? ""}\0${subscriber}`),
  };
}

/** One spelling of an account's name: compatibility forms folded, case and surrounding blanks dropped. */
function accountNameOf(account: string): string {
  return account.normalize("NFKC").trim().toLowerCase();
}
