import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { newId } from "../../../../src/database/index.ts";
import { Visitor } from "../../../durable-objects/room-visitor.ts";
import { createTenant } from "../../../workers/gateway/tenant.ts";
import { createMember, createRoom, giveRole, send } from "../people.ts";

const visitors: Visitor[] = [];
afterEach(() => {
  for (const visitor of visitors.splice(0)) visitor.leave();
});

test("a credential that only reads goes on reading only, also once its member may edit", async () => {
  const tenantId = newId();
  const owner = await createMember(tenantId);
  const room = await createRoom(owner, "lyrics");
  const reader = await createTenant(["rooms:read"], tenantId);
  await giveRole(owner, room, { actor: `key:${reader.keyId}` }, "editor");
  // In the archive, everybody is a viewer: the credential is then no less than its member.
  await send(owner, "POST", `/v1/rooms/${room.id}/archive`, { archived: true });
  const { token } = await (await send(reader, "POST", `/v1/rooms/${room.id}/tokens`)).json<{
    token: string;
  }>();
  const come = async (path: string) => {
    const { webSocket } = await reader.fetch(path, { headers: { upgrade: "websocket" } });
    const visitor = new Visitor(webSocket!);
    visitors.push(visitor);
    await expect.poll(() => visitor.synced).toBe(true);
    return visitor;
  };
  const path = `/v1/rooms/sync/${room.id}`;
  const [byKey, byToken] = [await come(path), await come(`${path}?token=${token}`)];
  await send(owner, "POST", `/v1/rooms/${room.id}/archive`, { archived: false });
  for (const visitor of [byKey, byToken]) {
    visitor.doc.getText("text").insert(0, "mine");
    await expect.poll(() => visitor.denials).toContain("a viewer may not edit");
  }
  const connections = await env.ROOMS.getByName(room.id).connections();
  expect(connections.map(({ role }) => role)).toEqual(["viewer", "viewer"]);
  expect(await (await owner.fetch(`/v1/rooms/${room.id}/document`)).json()).toMatchObject({ text: "" });
});
