import { createOTP } from "@better-auth/utils/otp";
import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint, sensitiveSessionMiddleware } from "better-auth/api";
import { symmetricDecrypt } from "better-auth/crypto";
import { z } from "zod";
import type { Method } from "../policy/index.ts";
import { refusal } from "./refuse.ts";
import { spendCode } from "./second-factor.ts";
import { readMethods, writeMethods } from "./session-methods.ts";

/**
 * Lets somebody who is signed in show again who they are, which dangerous actions ask for: by password, and by one-time
 * code too where they have switched that on. The session stays; `methods` and `authenticatedAt` of it are set anew. The
 * other way is a passkey, whose ceremony makes a fresh session.
 */
export function stepUp(): BetterAuthPlugin {
  return {
    id: "step-up",
    endpoints: {
      stepUpByPassword: createAuthEndpoint(
        "/step-up/password",
        {
          method: "POST",
          body: z.object({ password: z.string().min(1).max(1024), code: z.string().max(20).optional() }),
          use: [sensitiveSessionMiddleware],
        },
        async (ctx) => {
          const { session, user } = ctx.context.session;
          const { password, code } = ctx.body;
          const { password: passwords, internalAdapter, secretConfig, adapter } = ctx.context;
          const hash = (await internalAdapter.findCredentialAccount(user.id))?.password;
          if (!hash || !(await passwords.verify({ hash, password })))
            throw refusal("INVALID_PASSWORD", "The password is wrong.");
          const shown: Method[] = ["pwd"];
          if (user.twoFactorEnabled) {
            if (!code) throw refusal("CODE_REQUIRED", "A one-time code is needed too.");
            await spendCode(ctx, user.id, code);
            const factor = await adapter.findOne<{ secret: string }>({
              model: "twoFactor",
              where: [{ field: "userId", value: user.id }],
            });
            const secret = factor && (await symmetricDecrypt({ key: secretConfig, data: factor.secret }));
            if (!secret || !(await createOTP(secret, { digits: 6, period: 30 }).verify(code)))
              throw refusal("INVALID_CODE", "This code has been used or is wrong.");
            shown.push("otp");
          }
          const authenticatedAt = new Date();
          const methods = writeMethods(readMethods(session.methods), shown);
          await internalAdapter.updateSession(session.token, { methods, authenticatedAt });
          return ctx.json({ authenticatedAt, methods });
        },
      ),
    },
  };
}
