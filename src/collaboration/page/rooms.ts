import { element } from "../../http/page/index.ts";
import { invitationIn } from "./aside/invite.ts";
import { findCredential } from "./credential.ts";
import { startList } from "./list-view.ts";
import { createApi, Failure } from "./request.ts";
import { drawFooter, openShell, showEntry } from "./shell.ts";
import { words } from "./words.ts";

/** The id of the room that the address names; null on the page of all rooms. */
const roomId = /^\/rooms\/([0-9A-Za-z]{1,64})\/?$/.exec(location.pathname)?.[1] ?? null;

async function start(): Promise<void> {
  const shell = openShell();
  // Read before the key is, which takes the whole hash away.
  const invitation = invitationIn(location.hash);
  const credential = await findCredential();
  drawFooter(credential);
  if (credential === null) return showEntry(shell, false);
  const api = createApi(credential.authorization);
  try {
    if (roomId === null) return await startList(api, shell);
    if (invitation !== null) {
      shell.announce(words.invite.accepting);
      await api.ask("POST", "room-invitations/accept", { token: invitation });
      history.replaceState(null, "", location.pathname);
    }
    const { startRoom } = await import("./room.ts");
    await startRoom({ api, shell, roomId, person: credential.person });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.status === 401) return showEntry(shell, credential.keyEnding !== null);
    const sentence = error.status === 404 && invitation === null ? words.failure.notFound : error.message;
    shell.show(
      words.rooms,
      element("h1", {}, words.rooms),
      element("p", { class: "notice error", role: "alert" }, sentence),
      element("p", {}, element("a", { href: "/rooms" }, words.list.yours)),
    );
  }
}

addEventListener("hashchange", () => location.reload());
void start();
