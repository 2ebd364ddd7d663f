import { createHash } from "node:crypto";
import type { BetterAuthPlugin } from "better-auth";
import { getSessionFromCtx } from "better-auth/api";
import { refusal } from "./refuse.ts";
import { type HookContext, hookOn, textIn } from "./request.ts";

const PERIOD_MS = 30_000;
/** A code is taken in its own period and in those next to it; for this long it must not be taken again. */
const REMEMBERED_MS = 3 * PERIOD_MS;

/** Who has shown a password and is to show a second factor next, by the cookie that better-auth gave them. */
export async function pendingUserId(ctx: HookContext): Promise<string | null> {
  const { name } = ctx.context.createAuthCookie("two_factor");
  const identifier = await ctx.getSignedCookie(name, ctx.context.secret);
  if (!identifier) return null;
  return (await ctx.context.internalAdapter.findVerificationValue(identifier))?.value ?? null;
}

/**
 * Takes a one-time code out of circulation, before it is looked at, so that whoever watches one being typed cannot use
 * it too (RFC 6238, section 5.2). The row's id is made of user and code: of two at once, one cannot be written.
 * @throws APIError INVALID_CODE for a code that has been shown before
 */
export async function spendCode(ctx: HookContext, userId: string, code: string): Promise<void> {
  const { adapter, secret } = ctx.context;
  const identifier = `spent-code:${userId}`;
  const now = new Date();
  await adapter.deleteMany({
    model: "verification",
    where: [
      { field: "identifier", value: identifier },
      { field: "expiresAt", operator: "lt", value: now },
    ],
  });
  const id = createHash("sha256").update(`${secret}\n${identifier}\n${code}`).digest("base64url");
  try {
    await adapter.create({
      model: "verification",
      forceAllowId: true,
      data: {
        id,
        identifier,
        value: "",
        createdAt: now,
        updatedAt: now,
        expiresAt: new Date(now.getTime() + REMEMBERED_MS),
      },
    });
  } catch (error) {
    const known = await adapter.findOne({ model: "verification", where: [{ field: "id", value: id }] });
    if (!known) throw error;
    throw refusal("INVALID_CODE", "This code has been used or is wrong.");
  }
}

/**
 * Keeps one-time codes from being used twice, which better-auth's plugin leaves possible while a code is current, and lets
 * no device skip the second factor, whatever the request asks for.
 */
export function oneTimeOnly(): BetterAuthPlugin {
  return {
    id: "one-time-only",
    hooks: {
      before: [
        hookOn(["/two-factor/verify-totp"], async (ctx) => {
          const code = textIn(ctx.body, "code");
          const session = await getSessionFromCtx(ctx);
          const userId = session?.user.id ?? (await pendingUserId(ctx));
          if (code && userId) await spendCode(ctx, userId, code);
        }),
        hookOn(["/two-factor/verify-totp", "/two-factor/verify-backup-code"], async ({ body }) => ({
          context: { body: { ...body, trustDevice: false } },
        })),
      ],
    },
  };
}
