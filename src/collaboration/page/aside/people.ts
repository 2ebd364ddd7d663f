import { Failure, readIdentity } from "../request.ts";
import { words } from "../words.ts";

/** Names of those whom the API knows as `user:…`, `key:…` and `client:…`. */
export interface People {
  nameOf: (actor: string) => string;
  load: () => Promise<void>;
}

/** @param signedIn the person here, who may see the organisation's members; null for the bearer of a key, who may not */
export function createPeople(signedIn: { id: string; name: string } | null): People {
  const names = new Map<string, string>();
  if (signedIn) names.set(`user:${signedIn.id}`, signedIn.name);
  return {
    nameOf: (actor) => {
      const kind = actor.split(":")[0] as keyof typeof words.people;
      return names.get(actor) ?? words.people[kind] ?? words.people.user;
    },
    load: async () => {
      if (!signedIn) return;
      try {
        const { members } = await readIdentity<{ members: { userId: string; user: { name: string } }[] }>(
          "organization/list-members",
        );
        for (const { userId, user } of members) names.set(`user:${userId}`, user.name);
      } catch (error) {
        // Without their names, people are still told apart from keys and apps.
        if (!(error instanceof Failure)) throw error;
      }
    },
  };
}
