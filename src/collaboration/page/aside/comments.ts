import { element } from "../../../http/page/index.ts";
import type { Comment, Page, Thread } from "../contract.ts";
import { quietButton, sureButton } from "../drawing/buttons.ts";
import { redraw } from "../drawing/redraw.ts";
import type { Api } from "../request.ts";
import { words } from "../words.ts";
import { createComposer } from "./composer.ts";
import { createPanel, moment } from "./panel.ts";
import type { People } from "./people.ts";

const { comments: said } = words;
const MOST = 50;

export interface CommentsOptions {
  api: Api;
  roomId: string;
  people: People;
  mayComment: () => boolean;
  /** Whether an own or others' comment can be taken back by who is here. */
  mayDelete: (author: string) => boolean;
  describe: (path: string) => string | null;
}

export interface Comments {
  node: HTMLElement;
  refresh: () => Promise<void>;
  /** Starts a comment on a place of the document. */
  startAt: (path: string) => void;
}

/** The threads beside the document. */
export function createComments(options: CommentsOptions): Comments {
  const { api, roomId, people, mayComment, describe } = options;
  const panel = createPanel("comments", said.heading);
  const path = `rooms/${roomId}/comments`;
  const list = element("div", { class: "threads" });
  const composer = createComposer(describe, (body, anchor) =>
    panel.attempt(async () => {
      await api.ask("POST", path, { body, ...(anchor && { anchor: { type: "object", path: anchor } }) });
      panel.say(said.sent);
      await read();
    }),
  );
  panel.body.append(composer.node, list);

  const change = (task: () => Promise<unknown>): Promise<boolean> =>
    panel.attempt(async () => {
      await task();
      await read();
    });

  const drawComment = (comment: Comment): HTMLElement => {
    const { id, author, body, created_at, is_deleted } = comment;
    const mine = !is_deleted && options.mayDelete(author);
    return element(
      "li",
      { class: "comment" },
      element(
        "p",
        { class: "who" },
        element("b", {}, people.nameOf(author)),
        " ",
        element("small", {}, moment(created_at)),
      ),
      element("p", { class: is_deleted ? "hint" : "what" }, is_deleted ? said.deleted : body),
      mine
        ? sureButton(
            said.delete,
            said.sure,
            `${said.delete}: ${body}`,
            () => void change(() => api.ask("DELETE", `${path}/${id}`)),
          )
        : null,
    );
  };

  const drawThread = (thread: Thread): HTMLElement => {
    const { id, anchor, resolved_at, comments } = thread;
    const about = anchor?.path === undefined ? null : (describe(anchor.path) ?? said.gone);
    const reply = element("input", {
      "aria-label": said.replyTo,
      placeholder: said.reply,
      maxlength: 4000,
      autocomplete: "off",
    });
    const form = element(
      "form",
      { class: "reply" },
      reply,
      element("button", { type: "submit", class: "quiet" }, said.reply),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const body = reply.value.trim();
      if (body === "") return;
      reply.value = "";
      if (!(await change(() => api.ask("POST", path, { body, thread: id })))) reply.value = body;
    });
    const isOpen = resolved_at === null;
    const settle = quietButton(
      isOpen ? said.resolve : said.reopen,
      null,
      () => void change(() => api.ask("PATCH", `${path}/${id}`, { resolved: isOpen })),
    );
    return element(
      "article",
      { class: "thread", "data-row": id },
      about === null ? null : element("p", { class: "about" }, said.about(about)),
      element("ul", {}, ...comments.map(drawComment)),
      mayComment() ? element("div", { class: "acts" }, isOpen ? form : null, settle) : null,
    );
  };

  const drawResolved = (threads: Thread[], isOpen: boolean): HTMLElement =>
    element(
      "details",
      { open: isOpen },
      element("summary", {}, said.resolved(threads.length)),
      ...threads.map(drawThread),
    );

  const read = async (): Promise<void> => {
    const { items, total } = await api.ask<Page<Thread>>("GET", `${path}?limit=${MOST}`);
    const [open, resolved] = [
      items.filter((one) => one.resolved_at === null),
      items.filter((one) => one.resolved_at !== null),
    ];
    const wasOpen = list.querySelector("details")?.open ?? false;
    redraw(
      list,
      [
        ...(items.length === 0 ? [element("p", { class: "hint" }, said.none)] : open.map(drawThread)),
        ...(resolved.length === 0 ? [] : [drawResolved(resolved, wasOpen)]),
        ...(total > items.length ? [element("p", { class: "hint" }, said.truncated)] : []),
      ],
      panel.heading,
    );
  };
  return {
    node: panel.node,
    refresh: async () => {
      composer.node.hidden = !mayComment();
      await panel.attempt(read);
    },
    startAt: composer.startAt,
  };
}
