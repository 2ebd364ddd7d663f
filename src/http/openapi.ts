import type { OpenAPIHono } from "@hono/zod-openapi";
import { type Action, POLICY, type Rule } from "../policy/index.ts";
import type { AppEnv } from "./context.ts";
import type { Endpoint } from "./endpoint.ts";
import { ERROR_STATUS, type ErrorCode } from "./errors.ts";

/** How any route behind a key can fail. */
const BEHIND_A_KEY: ErrorCode[] = [
  "invalid_request",
  "unauthenticated",
  "insufficient_scope",
  "forbidden",
  "network_not_allowed",
  "rate_limited",
  "quota_exceeded",
  "identity_unavailable",
];

/** How any write can fail besides: it takes an `Idempotency-Key`, and its body has a limit. */
const WRITING: ErrorCode[] = ["idempotency_in_progress", "idempotency_mismatch", "payload_too_large"];

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "1 to 255 printable characters without blanks. The same request under the same key gets the first one's answer for a day, and is not carried out again.",
  schema: { type: "string", maxLength: 255 },
} as const;

const EXAMPLE_ID = "0b9f2c1e4d5a46f78a9b0c1d2e3f4a5b";

/**
 * The OpenAPI 3.1 document of an app, generated from its contracts; failures, the action and the scope each route needs, the cards
 * that its `Link` names and the `Idempotency-Key` of writes are added from its endpoints, so that none is written twice.
 * @param origin scheme, host and port that was asked
 * @returns its JSON
 */
export function describeApi(
  app: OpenAPIHono<AppEnv>,
  endpoints: readonly Endpoint[],
  origin: string,
): string {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Descant",
      version: "1",
      description:
        "Music intelligence on your own audio: upload a recording, get its audio features with a confidence for each. Keys go into `Authorization: Bearer`.",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url: origin }],
  });
  for (const { method, path, action, failures, body, cards } of endpoints) {
    const operation = document.paths?.[path]?.[method as "get"];
    if (!operation) continue;
    if (body) operation.requestBody = body;
    if (cards) Object.assign(operation, { "x-cards": cards });
    if (action) {
      operation.security = [{ apiKey: [POLICY[action].scope] }, { oauth: [POLICY[action].scope] }];
      Object.assign(operation, { "x-action": action });
    }
    const isWrite = action !== null && method !== "get";
    if (isWrite) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    const codes = new Set([
      ...(action ? [...BEHIND_A_KEY, ...failuresOfRule(action)] : []),
      ...(isWrite ? WRITING : []),
      ...failures,
      "internal_error" as const,
    ]);
    operation.responses = { ...operation.responses, ...describeFailures([...codes]) };
  }
  document.components = {
    ...document.components,
    securitySchemes: {
      apiKey: { type: "http", scheme: "bearer", description: "An API key, `dsc_…`" },
      oauth: {
        type: "openIdConnect",
        openIdConnectUrl: `${origin}/.well-known/openid-configuration`,
        description: "An access token of this server, which a person gave an app or an app has for itself",
      },
    },
  };
  return JSON.stringify(document, readablePattern);
}

/**
 * Patterns as JSON Schema writes them. What writes the document writes a regular expression's flags behind it, where they would
 * be characters to be found. Of the flags only `u` may be dropped, which JSON Schema has anyway.
 */
function readablePattern(name: string, value: unknown): unknown {
  return name === "pattern" && typeof value === "string" ? value.replace(/\/u$/, "") : value;
}

/** How the policy can refuse an action, beyond what it can refuse any. */
function failuresOfRule(action: Action): ErrorCode[] {
  const { grants, needs }: Rule = POLICY[action];
  return [
    ...(needs.includes("step-up") ? ["step_up_required" as const] : []),
    ...(Object.values(grants).includes("elevate") ? ["elevation_required" as const] : []),
  ];
}

function describeFailures(codes: ErrorCode[]) {
  const responses: Record<string, object> = {};
  for (const status of new Set(codes.map((code) => ERROR_STATUS[code]))) {
    const same = codes.filter((code) => ERROR_STATUS[code] === status);
    responses[status] = {
      description: same.join(", "),
      content: {
        "application/json": {
          schema: { $ref: "#/components/schemas/Error" },
          examples: Object.fromEntries(
            same.map((code) => [
              code,
              { value: { error: { status, message: "…", code, request_id: EXAMPLE_ID } } },
            ]),
          ),
        },
      },
    };
  }
  return responses;
}
