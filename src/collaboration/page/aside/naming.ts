import type { Room } from "../contract.ts";
import { createField } from "../drawing/field.ts";
import type { Api } from "../request.ts";
import { words } from "../words.ts";
import { createPanel } from "./panel.ts";

/** The room's own name, for its owners and editors to change. */
export function createNaming(
  api: Api,
  room: () => Room,
  mayRename: () => boolean,
  renamed: (room: Room) => void,
) {
  const panel = createPanel("naming", words.room.heading);
  const field = createField({
    label: words.room.name,
    maxLength: 120,
    commit: (name) => {
      if (name !== "") {
        void panel.attempt(async () => {
          renamed(await api.ask<Room>("PATCH", `rooms/${room().id}`, { name }));
          panel.say(words.room.renamed);
        });
      }
      return null;
    },
  });
  panel.body.append(field.node);
  return {
    node: panel.node,
    refresh: () => {
      panel.node.hidden = !mayRename();
      field.draw(room().name, mayRename());
    },
  };
}
