import type { BetterAuthPlugin } from "better-auth";
import { getSessionFromCtx } from "better-auth/api";
import { type Action, type Principal, type Refusal, refusalOf, SCOPES, STEP_UP_MS } from "../policy/index.ts";
import type { MembershipStore } from "./membership-store.ts";
import type { IdentityParts } from "./parts.ts";
import { refusal } from "./refuse.ts";
import { type HookContext, hookOn, networkOf, textIn } from "./request.ts";
import { PERSONS_ROLES } from "./roles.ts";
import { readAuthenticatedAt, readMethods } from "./session-methods.ts";

/** What each endpoint does, in the policy's words. */
const ACTS: Record<string, Action> = {
  "/organization/update": "tenant:update",
  "/organization/invite-member": "members:invite",
  "/organization/cancel-invitation": "members:invite",
  "/organization/update-member-role": "members:change",
  "/organization/remove-member": "members:remove",
  "/organization/list-members": "members:list",
  "/organization/list-teams": "members:list",
  "/organization/list-team-members": "members:list",
  "/organization/create-team": "teams:manage",
  "/organization/update-team": "teams:manage",
  "/organization/remove-team": "teams:manage",
  "/organization/add-team-member": "teams:manage",
  "/organization/remove-team-member": "teams:manage",
  "/sso/register": "sso:manage",
  "/sso/update-provider": "sso:manage",
  "/sso/delete-provider": "sso:manage",
  "/oauth2/create-client": "clients:manage",
  "/oauth2/update-client": "clients:manage",
  "/oauth2/delete-client": "clients:manage",
  "/oauth2/client/rotate-secret": "clients:manage",
  "/service-clients": "clients:manage",
};

/** Looking at what an action changes: for those who may change it, without the step-up that changing asks for. */
const LOOKS: Record<string, Action> = {
  // Whoever knows an invitation's id and address can take it up, so that members may not read them all.
  "/organization/list-invitations": "members:invite",
  "/sso/providers": "sso:manage",
  "/sso/get-provider": "sso:manage",
  "/oauth2/get-clients": "clients:manage",
  "/oauth2/get-client": "clients:manage",
};

/** Changes to one's own ways in: anybody's right, but only of who has just shown who they are. */
const OWN_KEYS = [
  "/passkey/generate-register-options",
  "/passkey/verify-registration",
  "/passkey/delete-passkey",
  "/link-social",
  "/unlink-account",
];

const WORDS: Partial<Record<Refusal, readonly ["STEP_UP_REQUIRED" | "ELEVATION_REQUIRED", string]>> = {
  "step-up": ["STEP_UP_REQUIRED", "Please show again who you are."],
  elevation: ["ELEVATION_REQUIRED", "This needs an elevation: ask for one, with a reason."],
};

/**
 * Asks the policy before better-auth acts on a tenant: its table decides about roles, step-up and elevation here as it does
 * for the routes of the API. What is acted on is always the session's active tenant; requests that name another one
 * are refused, so that nobody is judged by one tenant's role and acts in another.
 */
export function enforcePolicy(
  { elevated, admits, audit }: Pick<IdentityParts, "elevated" | "admits" | "audit">,
  memberships: Pick<MembershipStore, "findRole">,
): BetterAuthPlugin {
  /** A tenant's allowed networks hold here as they do for its data. */
  const assertAdmitted = async (ctx: HookContext, tenantId: string): Promise<void> => {
    if (!(await admits(tenantId, networkOf(ctx.headers))))
      throw refusal("NETWORK_NOT_ALLOWED", "The tenant takes no requests from this network.");
  };
  const decide = async (ctx: HookContext, action: Action, looking: boolean): Promise<void> => {
    const principal = await principalOf(ctx, memberships);
    await assertActiveTenant(ctx, principal.tenantId);
    await assertAdmitted(ctx, principal.tenantId);
    const now = Date.now();
    const asked = looking ? { ...principal, methods: ["pwd" as const], authenticatedAt: now } : principal;
    let reason = refusalOf(asked, action, { now });
    if (reason === "elevation") {
      const userId = principal.actor.slice("user:".length);
      reason = refusalOf(asked, action, { now, elevated: await elevated(principal.tenantId, userId) });
    }
    if (reason === null) return;
    const { actor } = principal;
    const details = { action, refusal: reason };
    await audit.recordOnce(principal.tenantId, {
      action: "access_refused",
      outcome: "refused",
      actor,
      details,
    });
    const [code, message] = WORDS[reason] ?? ["FORBIDDEN", "Your role does not allow this."];
    throw refusal(code, message);
  };

  return {
    id: "enforce-policy",
    hooks: {
      before: [
        hookOn(Object.keys(ACTS), (ctx) => decide(ctx, ACTS[ctx.path]!, false)),
        hookOn(Object.keys(LOOKS), (ctx) => decide(ctx, LOOKS[ctx.path]!, true)),
        hookOn(["/oauth2/register"], async (ctx) => {
          // Anybody may register an app; one that a tenant shall own is the tenant's business.
          if (await getSessionFromCtx(ctx)) await decide(ctx, "clients:manage", false);
        }),
        hookOn(["/organization/set-active"], async (ctx) => {
          // Asked for somebody else's tenant, better-auth would refuse, and leave the session without any.
          const session = await getSessionFromCtx(ctx);
          const [id, slug] = [textIn(ctx.body, "organizationId"), textIn(ctx.body, "organizationSlug")];
          if (!session || (id === undefined && slug === undefined)) return;
          const where = id === undefined ? { field: "slug", value: slug! } : { field: "id", value: id };
          const found = await ctx.context.adapter.findOne<{ id: string }>({
            model: "organization",
            where: [where],
          });
          if (!found || !(await memberships.findRole(found.id, session.user.id)))
            throw refusal("NO_TENANT", "You do not belong to this tenant.");
        }),
        hookOn(["/token"], async (ctx) => {
          const tenantId = (await getSessionFromCtx(ctx))?.session.activeOrganizationId;
          if (typeof tenantId === "string") await assertAdmitted(ctx, tenantId);
        }),
        hookOn(OWN_KEYS, async (ctx) => {
          const session = await getSessionFromCtx(ctx);
          if (!session) return;
          const at = readAuthenticatedAt(session.session.authenticatedAt);
          if (at === undefined || Date.now() - at >= STEP_UP_MS)
            throw refusal("STEP_UP_REQUIRED", "Please show again who you are.");
        }),
        hookOn(["/organization/invite-member", "/organization/update-member-role"], async ({ body }) => {
          if (!PERSONS_ROLES.some((role) => role === textIn(body, "role")))
            throw refusal("INVALID_ROLE", `A member has one of the roles ${PERSONS_ROLES.join(", ")}.`);
        }),
      ],
    },
  };
}

/** Who asks, in the tenant they have chosen. @throws APIError for who has not signed in or belongs nowhere */
async function principalOf(
  ctx: HookContext,
  memberships: Pick<MembershipStore, "findRole">,
): Promise<Principal> {
  const session = await getSessionFromCtx(ctx);
  if (!session) throw refusal("UNAUTHORIZED", "Please sign in.");
  const { id, activeOrganizationId: tenantId, methods, authenticatedAt } = session.session;
  const role = typeof tenantId === "string" ? await memberships.findRole(tenantId, session.user.id) : null;
  if (!role) throw refusal("NO_TENANT", "You do not belong to this tenant.");
  const at = readAuthenticatedAt(authenticatedAt);
  return {
    tenantId,
    actor: `user:${session.user.id}`,
    role,
    scopes: SCOPES,
    credentialId: id,
    methods: readMethods(methods),
    ...(at !== undefined && { authenticatedAt: at }),
  };
}

/** @throws APIError FORBIDDEN when a request names, in whatever way, something of another tenant than the active one */
async function assertActiveTenant(ctx: HookContext, tenantId: string): Promise<void> {
  const { body, query } = ctx;
  const named = [body, query, body?.data, body?.query].map((source) => textIn(source, "organizationId"));
  const of = async (model: string, field: string, value: string | undefined) => {
    if (value === undefined) return;
    const row = await ctx.context.adapter.findOne<{ organizationId: string | null }>({
      model,
      where: [{ field, value }],
    });
    // What does not exist is better-auth's to answer, as what is another tenant's is.
    if (row && row.organizationId !== tenantId) named.push("another");
  };
  await of("invitation", "id", textIn(body, "invitationId"));
  await of("team", "id", textIn(body, "teamId") ?? textIn(query, "teamId"));
  if (ctx.path.startsWith("/sso/") && ctx.path !== "/sso/register")
    await of("ssoProvider", "providerId", textIn(body, "providerId") ?? textIn(query, "providerId"));
  if (textIn(query, "organizationSlug") !== undefined) named.push("another");
  if (ctx.path === "/sso/register" && textIn(body, "organizationId") === undefined) named.push("none");
  if (named.some((id) => id !== undefined && id !== tenantId))
    throw refusal("FORBIDDEN", "This belongs to another tenant than the active one.");
}
