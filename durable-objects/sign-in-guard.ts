import { DurableObject } from "cloudflare:workers";

/** The failed attempts at one account, or from one network. */
export class SignInGuard extends DurableObject {}
