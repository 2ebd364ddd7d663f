import type { BetterAuthPlugin } from "better-auth";
import { getSessionFromCtx, isAPIError } from "better-auth/api";
import { SYSTEM_TENANT } from "../compliance/index.ts";
import type { IdentityParts } from "./parts.ts";
import { refusal } from "./refuse.ts";
import { type HookContext, hookOn, networkOf, textIn } from "./request.ts";
import { pendingUserId } from "./second-factor.ts";
import { SignInGuardUnavailable } from "./sign-in-guard.ts";

/** Endpoints that say whether a secret is right, and whose account is tried there. */
const TRIED: Record<string, (ctx: HookContext) => Promise<string | null>> = {
  "/sign-in/email": async (ctx) => textIn(ctx.body, "email") ?? null,
  "/two-factor/verify-totp": emailOfWhoTries,
  "/two-factor/verify-backup-code": emailOfWhoTries,
  "/two-factor/enable": emailOfWhoTries,
  "/two-factor/disable": emailOfWhoTries,
  "/two-factor/get-totp-uri": emailOfWhoTries,
  "/two-factor/generate-backup-codes": emailOfWhoTries,
  "/step-up/password": emailOfWhoTries,
  "/change-password": emailOfWhoTries,
  // These name no account: a sign-up must not make an account's failures forgotten, nor show that there is one.
  "/sign-up/email": async () => null,
  "/oauth2/register": async () => null,
  "/passkey/verify-authentication": async () => null,
  "/device": async () => null,
  "/device/approve": async () => null,
  "/device/deny": async () => null,
};

/**
 * Slows guessing down: before a password, a code, a recovery code, a device's code or a sign-up is looked at, the sign-in
 * guard is asked; settleAttempts tells it how it ended. The answer of a blocked attempt is the same for every account. This
 * is the only limit of its kind: better-auth's own counts in one isolate's memory and is switched off.
 */
export function guardAttempts({ guard, audit }: Pick<IdentityParts, "guard" | "audit">): BetterAuthPlugin {
  const ask = hookOn(Object.keys(TRIED), async (ctx) => {
    const account = (await TRIED[ctx.path]?.(ctx)) ?? null;
    const { retryAfterMs } = await guard.before(account, networkOf(ctx.headers)).catch((error) => {
      if (!(error instanceof SignInGuardUnavailable)) throw error;
      throw refusal("IDENTITY_UNAVAILABLE", error.message, error.retryAfterMs);
    });
    if (retryAfterMs <= 0) return;
    const locked = { action: "account_locked", outcome: "refused", actor: "anonymous" } as const;
    await audit.recordOnce(SYSTEM_TENANT, locked);
    throw refusal("TOO_MANY_ATTEMPTS", "Too many attempts. Please wait a while.", retryAfterMs);
  });
  return { id: "guard-attempts", hooks: { before: [ask] } };
}

/**
 * Tells the sign-in guard how attempts ended. It has to come after the plugin of the second factor: only that one knows that
 * a right password was half of it, which must not make failures forgotten.
 */
export function settleAttempts({ guard, signUp }: Pick<IdentityParts, "guard" | "signUp">): BetterAuthPlugin {
  const settle = hookOn(Object.keys(TRIED), async (ctx) => {
    const { returned } = ctx.context;
    // Accounts and apps that anybody may make are rationed: making one counts as much as failing to.
    if (ctx.path === "/sign-up/email" && signUp === "open") return;
    if (ctx.path === "/oauth2/register" && !(await getSessionFromCtx(ctx))) return;
    const account = (await TRIED[ctx.path]?.(ctx)) ?? null;
    const ok = !isAPIError(returned);
    const pending =
      ok && typeof returned === "object" && returned !== null && "twoFactorRedirect" in returned;
    await guard.after(account, networkOf(ctx.headers), pending ? "partial" : ok);
  });
  return { id: "settle-attempts", hooks: { after: [settle] } };
}

async function emailOfWhoTries(ctx: HookContext): Promise<string | null> {
  const session = ctx.context.newSession ?? (await getSessionFromCtx(ctx));
  if (session) return session.user.email;
  const userId = await pendingUserId(ctx);
  const user = userId ? await ctx.context.internalAdapter.findUserById(userId) : null;
  return user?.email ?? null;
}
