import { readKey } from "../page/key-store.ts";

/** The part of Scalar's browser bundle that is used here; the bundle puts it on the window. */
interface Scalar {
  createApiReference: (selector: string, configuration: Record<string, unknown>) => unknown;
}

/**
 * Loads the bundle, some 4 MB, once everything is ready for it. The zod inside it would first try whether it may
 * compile code from strings; this page's policy forbids that, and the setting keeps it from asking.
 */
async function loadScalar(): Promise<Scalar> {
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
  const script = document.createElement("script");
  script.src = "/docs/scalar.js";
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error("Its script did not load."));
    document.head.append(script);
  });
  return (window as Window & typeof globalThis & { Scalar: Scalar }).Scalar;
}

/** The part of an OpenAPI document that says how to authenticate. */
interface OpenApiDocument {
  components?: { securitySchemes?: Record<string, { type: string; scheme?: string }> };
}

/** The name of the document's bearer scheme, for which this browser may keep a key. */
function bearerScheme(document: OpenApiDocument): string | null {
  const schemes = Object.entries(document.components?.securitySchemes ?? {});
  return (
    schemes.find(([, scheme]) => scheme.type === "http" && scheme.scheme?.toLowerCase() === "bearer")?.[0] ??
    null
  );
}

/**
 * Draws the reference from this server's own `/openapi.json` with the bundle that lies beside it. Everything with
 * which Scalar would reach another host is off: fonts, proxy, telemetry, its agent, MCP pages and hosted client.
 */
async function draw(): Promise<void> {
  const response = await fetch("/openapi.json");
  if (!response.ok) throw new Error(`/openapi.json answered with status ${response.status}.`);
  const content = (await response.json()) as OpenApiDocument;
  const scheme = bearerScheme(content);
  const key = readKey();
  const scalar = await loadScalar();
  scalar.createApiReference("#reference", {
    content,
    theme: "none",
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    defaultOpenAllTags: true,
    showDeveloperTools: "never",
    externalUrls: { dashboardUrl: "", registryUrl: "", proxyUrl: "", apiBaseUrl: "" },
    defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
    ...(scheme !== null && {
      authentication: {
        preferredSecurityScheme: scheme,
        ...(key !== null && { securitySchemes: { [scheme]: { token: key } } }),
      },
    }),
  });
}

draw().catch((error: Error) => {
  document.querySelector("#reference")?.replaceChildren(`The reference cannot be shown. ${error.message}`);
});
