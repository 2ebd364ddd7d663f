import { type Comments, createComments } from "./aside/comments.ts";
import { createExports } from "./aside/exports.ts";
import { createInvite } from "./aside/invite.ts";
import { createNaming } from "./aside/naming.ts";
import { createPeople } from "./aside/people.ts";
import { createVersions } from "./aside/versions.ts";
import type { Room, SignedIn } from "./contract.ts";
import type { Permissions } from "./permissions.ts";
import type { Api } from "./request.ts";

export interface BesideOptions {
  api: Api;
  person: SignedIn["user"] | null;
  /** Who looks at the page, as comments name their authors. */
  actor: () => string;
  room: () => Room;
  permissions: () => Permissions;
  describe: (path: string) => string | null;
  title: () => string;
  renamed: (room: Room) => void;
  announce: (sentence: string) => void;
}

/** What stands beside the document. */
export interface Beside {
  nodes: HTMLElement[];
  comments: Comments;
  /** Reads all of it anew. */
  refresh: () => void;
  refreshComments: () => void;
  refreshVersions: () => void;
}

export function createBeside(options: BesideOptions): Beside {
  const { api, person, actor, room, permissions, describe, title, renamed, announce } = options;
  const { id, kind } = room();
  const people = createPeople(person);
  const comments = createComments({
    api,
    roomId: id,
    people,
    describe,
    mayComment: () => permissions().comment,
    mayDelete: (author) => permissions().comment && (room().role === "owner" || author === actor()),
  });
  const versions = createVersions(api, id, people, () => permissions().edit);
  const invite = createInvite(api, id, () => room().role, announce);
  const naming = createNaming(api, room, () => permissions().rename, renamed);
  const refreshComments = (): void => void comments.refresh();
  const refreshVersions = (): void => void versions.refresh();
  const refresh = (): void => {
    refreshComments();
    refreshVersions();
    invite.refresh();
    naming.refresh();
  };
  void people.load().then(() => {
    refreshComments();
    refreshVersions();
  });
  return {
    nodes: [
      comments.node,
      versions.node,
      createExports(api, id, kind, () => title() || room().name),
      invite.node,
      naming.node,
    ],
    comments,
    refresh,
    refreshComments,
    refreshVersions,
  };
}
