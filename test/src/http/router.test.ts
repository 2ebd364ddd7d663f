import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createServices } from "../../../src/services.ts";
import { ask } from "../../workers/gateway/tenant.ts";

test("no address costs every request Hono's fastest router", async () => {
  const { app } = createServices(env);
  await app.fetch(new Request("http://descant.test/healthz"), env, createExecutionContext());
  expect(app.router.name).toBe("SmartRouter + RegExpRouter");
});

test("a room's socket is found where y-websocket looks for it", async () => {
  const answer = await ask(`/v1/rooms/sync/${"0".repeat(22)}?token=nonsense`, {
    headers: { upgrade: "websocket" },
  });
  expect(answer.status).toBe(101);
  const socket = answer.webSocket!;
  const closed = new Promise<number>((resolve) =>
    socket.addEventListener("close", ({ code }) => resolve(code)),
  );
  socket.accept();
  expect(await closed).toBe(4401);
  expect((await ask("/v1/rooms/sync/a/b")).status).toBe(404);
});
