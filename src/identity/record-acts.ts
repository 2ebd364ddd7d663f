import type { BetterAuthPlugin } from "better-auth";
import { getSessionFromCtx, isAPIError } from "better-auth/api";
import { type AuditAction, SYSTEM_TENANT } from "../compliance/index.ts";
import type { MembershipStore } from "./membership-store.ts";
import type { IdentityParts } from "./parts.ts";
import { type HookContext, hookOn, textIn } from "./request.ts";
import { memberIn } from "./revoke-tokens.ts";
import { pendingUserId } from "./second-factor.ts";

/** What an act was done to, from the request or its answer; only ids, never what people typed. */
type Target = (ctx: HookContext) => string | undefined;

const fromAnswer =
  (kind: string, key: string): Target =>
  ({ context: { returned } }) => {
    const id = textIn(returned, key);
    return id && `${kind}:${id}`;
  };
const fromBody =
  (kind: string, key: string): Target =>
  ({ body }) => {
    const id = textIn(body, key);
    return id && /^[\w.~-]{1,100}$/.test(id) ? `${kind}:${id}` : undefined;
  };
const member: Target = ({ context: { returned } }) => {
  const found = memberIn(returned);
  return found ? `user:${found.userId}` : undefined;
};
const own: Target = ({ context }) => (context.session ? `user:${context.session.user.id}` : undefined);

/** Acts of somebody who is signed in, by the endpoint that carries them out. */
const ACTS: Record<string, readonly [AuditAction, Target]> = {
  "/change-password": ["password_changed", own],
  "/step-up/password": ["step_up", own],
  "/two-factor/disable": ["second_factor_disabled", own],
  "/two-factor/generate-backup-codes": ["recovery_codes_renewed", own],
  "/passkey/verify-registration": ["passkey_added", fromAnswer("passkey", "id")],
  "/passkey/delete-passkey": ["passkey_removed", fromBody("passkey", "id")],
  "/organization/create": ["tenant_created", fromAnswer("tenant", "id")],
  "/organization/update": ["tenant_updated", fromAnswer("tenant", "id")],
  "/organization/invite-member": ["member_invited", fromAnswer("invitation", "id")],
  "/organization/cancel-invitation": ["invitation_withdrawn", fromBody("invitation", "invitationId")],
  "/organization/reject-invitation": ["invitation_withdrawn", fromBody("invitation", "invitationId")],
  "/organization/accept-invitation": ["member_joined", member],
  "/organization/remove-member": ["member_removed", member],
  "/organization/leave": ["member_removed", member],
  "/organization/update-member-role": ["role_changed", member],
  "/organization/create-team": ["team_changed", fromAnswer("team", "id")],
  "/organization/update-team": ["team_changed", fromBody("team", "teamId")],
  "/organization/remove-team": ["team_changed", fromBody("team", "teamId")],
  "/organization/add-team-member": ["team_changed", fromBody("team", "teamId")],
  "/organization/remove-team-member": ["team_changed", fromBody("team", "teamId")],
  "/sso/register": ["sso_changed", fromAnswer("sso", "providerId")],
  "/sso/update-provider": ["sso_changed", fromBody("sso", "providerId")],
  "/sso/delete-provider": ["sso_changed", fromBody("sso", "providerId")],
  "/oauth2/register": ["oauth_client_registered", fromAnswer("client", "client_id")],
  "/oauth2/create-client": ["oauth_client_registered", fromAnswer("client", "client_id")],
  "/service-clients": ["oauth_client_registered", fromAnswer("client", "client_id")],
  "/oauth2/update-client": ["oauth_client_changed", fromBody("client", "client_id")],
  "/oauth2/client/rotate-secret": ["oauth_client_changed", fromBody("client", "client_id")],
  "/oauth2/delete-client": ["oauth_client_removed", fromBody("client", "client_id")],
  "/oauth2/delete-consent": ["consent_withdrawn", fromBody("consent", "id")],
  "/oauth2/update-consent": ["consent_withdrawn", fromBody("consent", "id")],
  "/oauth2/revoke": ["token_revoked", fromBody("client", "client_id")],
  "/device/approve": ["device_approved", () => undefined],
  "/device/deny": ["device_denied", () => undefined],
};

/** Where a session can come out, and what the sign-in was by. */
const SIGN_INS: Record<string, string> = {
  "/sign-in/email": "password",
  "/two-factor/verify-totp": "totp",
  "/two-factor/verify-backup-code": "recovery_code",
  "/passkey/verify-authentication": "passkey",
  "/callback/:id": "provider",
  "/sso/callback": "sso",
  "/sso/callback/:providerId": "sso",
  "/sso/saml2/sp/acs/:providerId": "sso",
};

/** Sessions that end here make way for another, or were never handed out: nobody signed out. */
const REPLACED = ["/sign-in/email", "/two-factor/enable", "/two-factor/verify-totp", "/two-factor/disable"];

/**
 * Tells the audit trail of what people do with their accounts, tenants and apps, once it is done. Failures are told of
 * alike whether the account exists or not: in its tenant's trail, else in the system's.
 */
export function recordActs(
  { audit }: Pick<IdentityParts, "audit">,
  memberships: Pick<MembershipStore, "findByEmail" | "findFirst">,
): BetterAuthPlugin {
  return {
    id: "record-acts",
    init: () => ({
      options: {
        databaseHooks: {
          session: {
            delete: {
              after: async ({ id, userId, activeOrganizationId }, ctx) => {
                const path = ctx?.path ?? "";
                if (REPLACED.includes(path) || path === "/get-session") return;
                const leaving = path === "/sign-out" || path.startsWith("/oauth2/end-session");
                await audit.record(tenantOf(activeOrganizationId), {
                  action: leaving ? "sign_out" : "session_revoked",
                  outcome: "done",
                  actor: `user:${userId}`,
                  target: `session:${id}`,
                });
              },
            },
          },
        },
      },
    }),
    hooks: {
      after: [
        hookOn(Object.keys(ACTS), async (ctx) => {
          const [action, targetOf] = ACTS[ctx.path]!;
          const session = await getSessionFromCtx(ctx);
          const { returned } = ctx.context;
          if (isAPIError(returned)) {
            // A session in wrong hands is known by the passwords that are tried in it.
            if (!session || !["INVALID_PASSWORD", "INVALID_CODE"].includes(String(returned.body?.code)))
              return;
            const actor = `user:${session.user.id}`;
            const tenantId = tenantOf(session.session.activeOrganizationId);
            return audit.recordOnce(tenantId, { action, outcome: "refused", actor, target: actor });
          }
          const target = targetOf(ctx);
          await audit.record(tenantIn(returned) ?? tenantOf(session?.session.activeOrganizationId), {
            action,
            outcome: "done",
            actor: session ? `user:${session.user.id}` : "anonymous",
            ...(target && { target }),
          });
        }),
        hookOn(Object.keys(SIGN_INS), async (ctx) => {
          const { returned, newSession } = ctx.context;
          const failed = isAPIError(returned) && returned.statusCode >= 400;
          if (failed && ctx.path === "/sign-in/email") {
            const account = await memberships.findByEmail(textIn(ctx.body, "email") ?? "");
            return audit.recordOnce(account?.tenantId ?? SYSTEM_TENANT, {
              action: "sign_in_failed",
              outcome: "refused",
              actor: "anonymous",
              ...(account && { target: `user:${account.userId}` }),
              details: { method: "password" },
            });
          }
          if (failed) {
            const isFactor = ctx.path.startsWith("/two-factor/");
            const userId = isFactor ? (ctx.context.session?.user.id ?? (await pendingUserId(ctx))) : null;
            const tenantId = userId ? (await memberships.findFirst(userId))?.tenantId : null;
            return audit.recordOnce(tenantId ?? SYSTEM_TENANT, {
              action: isFactor ? "second_factor_failed" : "sign_in_failed",
              outcome: "refused",
              actor: "anonymous",
              ...(userId && { target: `user:${userId}` }),
              details: { method: SIGN_INS[ctx.path]! },
            });
          }
          if (!newSession) return;
          const tenantId = tenantOf(newSession.session.activeOrganizationId);
          const actor = `user:${newSession.user.id}`;
          // Somebody who was signed in already has switched their second factor on.
          const enrolled = ctx.path === "/two-factor/verify-totp" && ctx.context.session !== null;
          if (ctx.path === "/two-factor/verify-backup-code")
            await audit.record(tenantId, {
              action: "recovery_code_used",
              outcome: "done",
              actor,
              target: actor,
            });
          await audit.record(tenantId, {
            action: enrolled ? "second_factor_enabled" : "sign_in",
            outcome: "done",
            actor,
            target: actor,
            ...(!enrolled && { details: { method: SIGN_INS[ctx.path]! } }),
          });
        }),
        hookOn(["/oauth2/consent"], async (ctx) => {
          const session = await getSessionFromCtx(ctx);
          if (!session || isAPIError(ctx.context.returned) || ctx.body?.accept !== true) return;
          const clientId = new URLSearchParams(textIn(ctx.body, "oauth_query")).get("client_id");
          await audit.record(tenantOf(session.session.activeOrganizationId), {
            action: "consent_given",
            outcome: "done",
            actor: `user:${session.user.id}`,
            ...(clientId && { target: `client:${clientId}` }),
          });
        }),
      ],
    },
  };
}

/** The tenant whose membership or invitation an answer is about: it need not be the one that the person is in just then. */
function tenantIn(returned: unknown): string | null {
  const found = memberIn(returned)?.organizationId;
  const invitation = typeof returned === "object" && returned !== null && Reflect.get(returned, "invitation");
  return found ?? textIn(invitation, "organizationId") ?? null;
}

/** A tenant's trail, or the system's for what belongs to none. */
function tenantOf(active: unknown): string {
  return typeof active === "string" && active !== "" ? active : SYSTEM_TENANT;
}
