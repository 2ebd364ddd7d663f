import { element } from "../../http/page/index.ts";
import { createBeside } from "./beside.ts";
import { followEvents } from "./connection/events.ts";
import { keepToken } from "./connection/room-token.ts";
import type { CatalogTrack, Page, Room, SignedIn } from "./contract.ts";
import { quietButton } from "./drawing/buttons.ts";
import { type EditedKind, type Editing, openEditing } from "./editing.ts";
import { actingRole, permissionsOf } from "./permissions.ts";
import { ownName } from "./presence/presence.ts";
import { type Api, Failure } from "./request.ts";
import type { Shell } from "./shell.ts";
import { createToolbar } from "./toolbar.ts";
import { words } from "./words.ts";

export interface RoomOptions {
  api: Api;
  shell: Shell;
  roomId: string;
  person: SignedIn["user"] | null;
}

const REMOVED = 4403;

const isEdited = (kind: string): kind is EditedKind => kind === "arrangement" || kind === "playlist";

/** Songs of this server, to be proposed; none where they cannot be had. */
const readCatalog = async (api: Api): Promise<CatalogTrack[]> =>
  api.ask<Page<CatalogTrack>>("GET", "tracks?limit=50").then(
    ({ items }) => items,
    () => [],
  );

/** A sentence for each reason for which the server closes a connection for good. */
function closedSentence(code: number): string {
  const { other, ...known } = words.closed;
  return Object.entries(known).find(([its]) => Number(its) === code)?.[1] ?? other(code);
}

/** Says that a room is deleted, to an owner, who can bring it back. */
function deletedNotice(api: Api, roomId: string): HTMLElement {
  const back = quietButton(words.bringBack, null, async () => {
    await api.ask("POST", `rooms/${roomId}/restore`);
    location.reload();
  });
  return element("p", { class: "notice", role: "alert" }, words.deleted, " ", back);
}

/** `/rooms/{id}`. @throws Failure where the room cannot be entered */
export async function startRoom({ api, shell, roomId, person }: RoomOptions): Promise<void> {
  let room = await api.ask<Room>("GET", `rooms/${roomId}`);
  const heading = element("h1", {}, room.name);
  const kind = room.kind;
  if (room.deleted_at !== null) return shell.show(room.name, heading, deletedNotice(api, roomId));
  if (room.role === null || !isEdited(kind)) {
    const why = room.role === null ? words.mayNot.manager : words.otherKind(words.kinds[kind]);
    return shell.show(room.name, heading, element("p", { class: "notice" }, why));
  }
  const tokens = await keepToken(api, roomId, ({ token }) => editing.setToken(token));
  const acting = () => ({ ...room, role: actingRole(room.role, tokens.current().role) });
  const permissions = () => permissionsOf(acting());
  const { announce } = shell;

  const notice = element("p", { class: "notice", role: "alert" });
  const warning = element("p", { class: "notice warning", role: "alert" });
  const reason = element("p", { class: "notice", id: "may-not" });
  const stage = element("div", { class: "stage" });
  const toolbar = createToolbar({
    name: ownName(person?.name),
    announce,
    rename: (name) => editing.presence.rename(name),
    undo: () => editing.undo(),
    redo: () => editing.redo(),
  });
  const beside = createBeside({
    api,
    person,
    actor: () => tokens.current().actor,
    room: acting,
    permissions,
    announce,
    describe: (path) => editing.view.describe(path),
    title: () => editing.view.title(),
    renamed: (renamed) => take(renamed),
  });

  const open = (name: string): Editing => {
    const opened = openEditing({
      roomId,
      kind,
      tokens,
      name,
      announce,
      catalog: kind === "playlist" ? readCatalog(api) : Promise.resolve([]),
      mayEdit: () => permissions().edit,
      mayComment: () => permissions().comment,
      commentOn: (path) => beside.comments.startAt(path),
      drawn: (broken) => {
        warning.textContent = broken === null ? words.unreadable : broken === 0 ? "" : words.broken(broken);
        toolbar.drawHistory(opened.canUndo(), permissions().edit);
      },
      changed: toolbar.drawState,
      met: (peers) => toolbar.presence.draw(peers, opened.view.describe),
      // What was refused is in the document here and nowhere else: it is read again from the server.
      denied: (why) => {
        const own = editing.presence.name();
        setTimeout(() => {
          editing.end();
          editing = open(own);
          notice.textContent = words.refused(why);
        }, 0);
      },
      closed: (code) => {
        tokens.end();
        stopFollowing();
        notice.textContent = closedSentence(code);
        stage.inert = true;
        if (code === REMOVED) void readRoom();
      },
    });
    stage.replaceChildren(opened.view.node);
    return opened;
  };

  const take = (next: Room): void => {
    room = next;
    heading.textContent = room.name;
    document.title = words.titleOf(room.name);
    const why = permissions().reason;
    if (reason.textContent !== why) reason.textContent = why;
    editing.draw();
    toolbar.drawHistory(editing.canUndo(), permissions().edit);
    beside.refresh();
  };
  const readRoom = async (): Promise<void> => {
    try {
      const next = await api.ask<Room>("GET", `rooms/${roomId}`);
      if (next.deleted_at !== null) return notice.replaceChildren(deletedNotice(api, roomId));
      const isOther = next.role !== room.role;
      // A token of another role is void.
      if (isOther) await tokens.renew();
      take(next);
      if (isOther && next.role !== null) announce(words.roleChanged(words.role[next.role]));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  };

  let editing = open(ownName(person?.name));
  const stopFollowing = followEvents(
    roomId,
    () => tokens.current().token,
    ({ type }) => {
      if (type.startsWith("comment_")) beside.refreshComments();
      else if (type.startsWith("version_")) beside.refreshVersions();
      else if (type.startsWith("room_") || type === "member_changed") void readRoom();
    },
    () => void readRoom(),
  );
  shell.show(
    room.name,
    heading,
    notice,
    reason,
    warning,
    toolbar.node,
    element("div", { class: "room" }, stage, element("aside", { class: "beside" }, ...beside.nodes)),
  );
  take(room);
}
