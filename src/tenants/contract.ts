import { z } from "@hono/zod-openapi";
import { idSchema } from "../http/index.ts";
import { formatNetwork, parseNetwork } from "./network.ts";
import { PLANS, type PlanName } from "./plans.ts";

/** Blocks a tenant can name; each is looked at for each request. */
const MOST_NETWORKS = 50;

const planSchema = z
  .enum(Object.keys(PLANS) as [PlanName, ...PlanName[]])
  .openapi({ example: "self-hosted" });

const amount = z.int().nonnegative();

const meterSchema = z
  .object({
    used: amount,
    limit: amount.nullable().openapi({ description: "null: no limit" }),
    remaining: amount.nullable(),
    resets_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "null: it falls only as things are given up" }),
  })
  .openapi("Meter");

export const usageSchema = z
  .object({
    type: z.literal("usage"),
    plan: planSchema,
    period: z.object({ starts_at: z.iso.datetime(), ends_at: z.iso.datetime() }),
    as_of: z.iso.datetime(),
    requests: meterSchema,
    analyses: meterSchema,
    storage_bytes: meterSchema,
    sockets: meterSchema,
  })
  .openapi("Usage");

export type Usage = z.infer<typeof usageSchema>;
export type UsageOfMeter = z.infer<typeof meterSchema>;

export const tenantSchema = z
  .object({
    id: idSchema,
    type: z.literal("tenant"),
    name: z.string(),
    plan: planSchema,
    allowed_networks: z.array(z.string()).openapi({
      description: "Requests may come from here only; empty: from anywhere",
      example: ["192.0.2.0/24"],
    }),
    created_at: z.iso.datetime(),
  })
  .openapi("Tenant");

export type Tenant = z.infer<typeof tenantSchema>;

const networkSchema = z
  .string()
  .max(64)
  .transform((text, context) => {
    const network = parseNetwork(text.trim());
    if (network) return formatNetwork(network);
    context.addIssue("is no network, such as 192.0.2.0/24 or 2001:db8::/32");
    return z.NEVER;
  });

export const updateTenantSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    allowed_networks: z
      .array(networkSchema)
      .max(MOST_NETWORKS)
      .transform((networks) => [...new Set(networks)])
      .optional()
      .openapi({ type: "array", items: { type: "string" }, example: ["192.0.2.0/24", "2001:db8::/32"] }),
  })
  .refine((changes) => Object.keys(changes).length > 0, "names nothing to change")
  .openapi("UpdateTenant");
