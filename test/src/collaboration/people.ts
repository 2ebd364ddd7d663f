import { env } from "cloudflare:workers";
import type { Room } from "../../../src/collaboration/contract.ts";
import type { Role } from "../../../src/policy/index.ts";
import { createPerson, type Person, type PersonOptions } from "../../workers/gateway/person.ts";

/** Somebody who has signed in, with an address of their own. */
export async function createMember(
  tenantId: string,
  role: Role = "member",
  options: Partial<PersonOptions> & { email?: string; isVerified?: boolean } = {},
): Promise<Person> {
  const { email, isVerified = true, ...rest } = options;
  const person = await createPerson({ role, tenantId, ...rest });
  const address = email ?? `${person.userId.toLowerCase()}@example.com`;
  await env.DB.prepare("update users set email = ?, email_verified = ? where id = ?")
    .bind(address, isVerified ? 1 : 0, person.userId)
    .run();
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
