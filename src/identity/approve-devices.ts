import type { BetterAuthPlugin } from "better-auth";
import { getSessionFromCtx } from "better-auth/api";
import { assertAtHome } from "./keep-scopes-at-home.ts";
import { refusal } from "./refuse.ts";
import { type HookContext, hookOn, textIn } from "./request.ts";

interface DeviceCode {
  clientId: string;
  userId: string | null;
  status: string;
  expiresAt: Date;
  scope: string | null;
  resources: string[] | null;
}

interface Consent {
  id: string;
  scopes: string[];
  resources: string[] | null;
}

/**
 * Keeps what a person approves on a device's page as the consent that it is: for the tenant they have chosen, listed among
 * the others, and withdrawn like them. The device grant itself knows of no tenant (RFC 8628).
 */
export function approveDevices(): BetterAuthPlugin {
  return {
    id: "approve-devices",
    hooks: {
      before: [
        // Before the code counts as approved, because the device may ask in the same moment.
        hookOn(["/device/approve"], async (ctx) => {
          const session = await getSessionFromCtx(ctx);
          const code = session && (await findCode(ctx, textIn(ctx.body, "userCode") ?? ""));
          // Whatever cannot be approved is the endpoint's to refuse.
          if (!code || code.userId !== session.user.id) return;
          if (code.status !== "pending" || code.expiresAt < new Date()) return;
          const tenantId = session.session.activeOrganizationId;
          if (typeof tenantId !== "string")
            throw refusal("NO_TENANT", "Choose the tenant that the device shall act in.");
          await assertAtHome(ctx, code.clientId, code.scope ?? "", tenantId);
          await keepConsent(ctx, code, tenantId, session.user.id);
        }),
      ],
    },
  };
}

/** A code as it was typed: as it is, or without what people put between its characters. */
async function findCode(ctx: HookContext, typed: string): Promise<DeviceCode | null> {
  const find = (value: string) =>
    ctx.context.adapter.findOne<DeviceCode>({ model: "deviceCode", where: [{ field: "userCode", value }] });
  return (await find(typed)) ?? find(typed.replace(/[^a-z0-9]/gi, "").toUpperCase());
}

async function keepConsent(
  ctx: HookContext,
  code: DeviceCode,
  tenantId: string,
  userId: string,
): Promise<void> {
  const { adapter } = ctx.context;
  const now = new Date();
  const asked = { scopes: code.scope?.split(" ").filter(Boolean) ?? [], resources: code.resources ?? [] };
  const given = await adapter.findOne<Consent>({
    model: "oauthConsent",
    where: [
      { field: "clientId", value: code.clientId },
      { field: "userId", value: userId },
      { field: "referenceId", value: tenantId },
    ],
  });
  const scopes = [...new Set([...(given?.scopes ?? []), ...asked.scopes])];
  const resources = [...new Set([...(given?.resources ?? []), ...asked.resources])];
  if (given)
    await adapter.update({
      model: "oauthConsent",
      where: [{ field: "id", value: given.id }],
      update: { scopes, resources, updatedAt: now },
    });
  else
    await adapter.create({
      model: "oauthConsent",
      data: {
        clientId: code.clientId,
        userId,
        referenceId: tenantId,
        scopes,
        resources,
        createdAt: now,
        updatedAt: now,
      },
    });
}
