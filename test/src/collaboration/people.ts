import { env } from "cloudflare:workers";
import type { Room } from "../../../src/collaboration/contract.ts";
import { newId } from "../../../src/database/index.ts";
import type { Role } from "../../../src/policy/index.ts";
import { createPerson, type Person, type PersonOptions } from "../../workers/gateway/person.ts";

/** Somebody who has signed in and whom the record of the tenant's people knows. */
export async function createMember(
  tenantId: string,
  role: Role = "member",
  options: Partial<PersonOptions> & { email?: string; isVerified?: boolean } = {},
): Promise<Person> {
  const { email, isVerified = true, ...rest } = options;
  const person = await createPerson({ role, tenantId, ...rest });
  const address = email ?? `${person.userId.toLowerCase()}@example.com`;
  await env.DB.batch([
    env.DB.prepare(
      "insert into users (id, name, email, email_verified, created_at, updated_at) values (?, 'x', ?, ?, 0, 0) on conflict do nothing",
    ).bind(person.userId, address, isVerified ? 1 : 0),
    env.DB.prepare(
      "insert into members (id, tenant_id, user_id, role, created_at) values (?, ?, ?, ?, 0) on conflict do nothing",
    ).bind(newId(), tenantId, person.userId, role),
  ]);
  return person;
}

/** Sends JSON as somebody. */
export function send(
  who: Pick<Person, "fetch">,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return who.fetch(path, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
}

/** Makes a room as somebody. */
export async function createRoom(
  who: Pick<Person, "fetch">,
  kind = "playlist",
  name = "Songs",
): Promise<Room> {
  const answer = await send(who, "POST", "/v1/rooms", { kind, name });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json<Room>();
}

/** Gives somebody a role, as an owner. */
export async function giveRole(
  owner: Person,
  room: Room,
  who: Pick<Person, "actor">,
  role: string,
): Promise<void> {
  const answer = await send(owner, "PUT", `/v1/rooms/${room.id}/members/${who.actor}`, { role });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
}
