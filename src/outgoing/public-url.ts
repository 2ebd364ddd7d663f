import { isPublicIp, parseIp } from "./address.ts";
import { OutgoingRefused } from "./refused.ts";

/**
 * Last labels of names that mean something in one network only: RFC 6761, 6762, 7686, 8375 and 9476, ICANN's `internal`,
 * and those that routers and companies hand out without asking.
 */
const LOCAL_SUFFIXES = new Set(
  (
    "localhost local internal arpa test invalid example onion alt localdomain lan home corp intranet private " +
    "domain workgroup"
  ).split(" "),
);

/** Names in public zones under which a cloud's machines find their metadata. */
const METADATA_NAMES = new Set(["metadata.goog", "metadata.nic.goog"]);

/**
 * Takes in an address that somebody named for us to ask, when it may be one on the internet: https at its usual port,
 * no credentials, and a host that is neither an address of private use nor a name that only a local network knows.
 * Origins that the operator allowed pass as they are, http and any port included. What a name resolves to is not known here.
 * @param allowed origins, as `URL.origin` writes them
 * @throws OutgoingRefused with the first reason against it
 */
export function publicUrl(address: string, allowed: ReadonlySet<string>): URL {
  if (!URL.canParse(address)) throw new OutgoingRefused("address", "This is not a complete web address.");
  // The parser of the platform brings the host into one notation, as the fetch after it would.
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new OutgoingRefused("scheme", "Only https addresses are asked.");
  if (url.username !== "" || url.password !== "")
    throw new OutgoingRefused("credentials", "An address must not carry a user name or a password.");
  if (allowed.has(url.origin)) return url;
  if (url.protocol !== "https:") throw new OutgoingRefused("scheme", "Only https addresses are asked.");
  if (url.port !== "") throw new OutgoingRefused("port", "Only the usual port of https, 443, is asked.");
  if (!isPublicHost(url.hostname))
    throw new OutgoingRefused("host", "This host is not on the public internet.");
  return url;
}

/**
 * Whether a host, in the notation of `URL.hostname`, can be one that everybody could ask.
 * A name passes when it has at least two labels and its last is not one of local use.
 */
function isPublicHost(hostname: string): boolean {
  if (hostname.startsWith("[")) {
    const ip = parseIp(hostname.slice(1, -1));
    return ip !== null && isPublicIp(ip);
  }
  const ip = parseIp(hostname);
  if (ip !== null) return isPublicIp(ip);
  const name = hostname.replace(/\.$/, "");
  const labels = name.split(".");
  // The parser leaves other characters than these, such as `_` or `*`, in names that no certificate can be made for.
  if (labels.length < 2 || !labels.every((label) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label)))
    return false;
  return !LOCAL_SUFFIXES.has(labels.at(-1)!) && !METADATA_NAMES.has(name);
}
