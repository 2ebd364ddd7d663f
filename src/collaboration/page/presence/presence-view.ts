import { element } from "../../../http/page/index.ts";
import { arrange, Kept } from "../drawing/arrange.ts";
import { words } from "../words.ts";
import type { Peer } from "./peers.ts";

const { presence: said } = words;

/** The list of those who are here, with where they are. */
export interface PresenceView {
  node: HTMLElement;
  draw: (peers: readonly Peer[], describe: (path: string) => string | null) => void;
}

export function createPresenceView(): PresenceView {
  const list = element("ul", { class: "peers", "aria-label": said.here });
  const kept = new Kept<{ node: HTMLLIElement }>();
  return {
    node: list,
    draw: (peers, describe) => {
      const rows = kept.take(
        peers.map(({ client }) => String(client)),
        () => ({ node: element("li") }),
      );
      for (const [index, { name, colour, at, isMe }] of peers.entries()) {
        const { node } = rows[index]!;
        const place = at === null || isMe ? null : describe(at);
        const text = isMe ? `${name} (${said.you})` : name;
        if (node.textContent === text + (place ?? "") && node.className === `peer p${colour}`) continue;
        node.className = `peer p${colour}`;
        node.replaceChildren(
          element("b", {}, text),
          ...(place === null ? [] : [element("small", {}, place)]),
        );
      }
      arrange(
        list,
        rows.map(({ node }) => node),
      );
    },
  };
}
