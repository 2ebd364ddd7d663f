import type { Kind, Role } from "./contract.ts";

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** All that the rooms' page says, in one place. */
export const words = {
  loading: "One moment …",
  footer: "This page asks nobody but this server for anything.",
  titleOf: (name: string) => `${name} · Descant`,
  rooms: "Rooms",

  entry: {
    heading: "Come in",
    lead: "Rooms are for members. Sign in, or use an API key of this server.",
    signIn: "Sign in",
    key: "Your API key",
    use: "Use this key",
    hint: "npm start prints it. It stays in this browser and goes to this server only.",
    refused: "The server does not know this key (any more).",
    withKey: (ending: string) => `You are here with the API key …${ending}.`,
    forget: "Forget it",
    signedIn: (name: string) => `You are signed in as ${name}.`,
  },

  list: {
    lead: "Write a song's form or a running order together, at the same time.",
    make: "New room",
    name: "Name",
    kind: "What is it for?",
    create: "Create the room",
    none: "No rooms yet. Make the first one above.",
    yours: "Your rooms",
    more: "Show more",
    changed: (date: string) => `last changed ${date}`,
  },
  kinds: {
    arrangement: "Arrangement",
    playlist: "Playlist",
    lyrics: "Lyrics",
    "release-plan": "Release plan",
    review: "Review",
  } satisfies Record<Kind, string>,
  kindHints: {
    arrangement: "sections, bars, chords, key and tempo",
    playlist: "songs in an order",
  },
  otherKind: (kind: string) =>
    `This page shows arrangements and playlists. This room holds another kind (${kind.toLowerCase()}), which is edited through the API or an editor built on Yjs.`,

  role: {
    owner: "owner",
    editor: "editor",
    commenter: "commenter",
    viewer: "viewer",
  } satisfies Record<Role, string>,
  mayNot: {
    viewer:
      "You are a viewer here: you see every change as it happens, but cannot edit or comment. An owner of the room can change that.",
    commenter:
      "You are a commenter here: you can comment beside, but not edit. An owner of the room can change that.",
    archived: "This room is archived: it can be read, and nothing in it changes.",
    manager: "You look after this room but are no member of it, so you do not see what is in it.",
  },
  roleChanged: (role: string) => `Your role in this room is now: ${role}.`,

  saving: {
    connecting: "Connecting …",
    saved: "Saved. Everybody sees what you see.",
    unsaved: "Saving …",
    lost: "Not connected. Trying again …",
    lostUnsaved:
      "Not connected. Your changes are kept on this page and sent once it is connected again: leave it open.",
    full: "The room is full. Trying again …",
    ended: "Not connected.",
  },
  refused: (reason: string) =>
    `The server did not take your last change (${reason}). You see the document as it is there.`,
  closed: {
    4400: "The server did not understand this page. Load it again.",
    4403: "You are no longer in this room: somebody removed you, or deleted it. Ask one of its owners if that is a mistake.",
    4409: "This room's document cannot be read and has been set aside untouched, so that nothing is lost. Whoever runs the server can look at it; its versions are still there.",
    4413: "Your last change would have made the document larger than this server allows. It was not taken: load the page again to go on.",
    other: (code: number) => `The server closed the connection (${code}). Load the page again.`,
  },
  broken: (parts: number) =>
    `${count(parts, "part", "parts")} of this document ${parts === 1 ? "is" : "are"} not as they should be, and left out here. Nothing is lost: an earlier version can be restored below.`,
  unreadable: "This document cannot be shown: something in it is not as it should be.",

  edit: {
    undo: "Undo",
    redo: "Redo",
    undone: "Undone.",
    redone: "Done again.",
    nothingToUndo: "There is nothing of yours to take back.",
    nothingToRedo: "There is nothing to do again.",
    removedByOthers: "What you were at was removed by somebody else.",
    remove: "Remove",
    removed: (name: string) => `${name} is removed. Undo brings it back.`,
    up: "Up",
    down: "Down",
    moved: (name: string, place: number, of: number) => `${name} is now at place ${place} of ${of}.`,
    atEdge: (name: string) => `${name} cannot go further.`,
    handle: (name: string, place: number, of: number) =>
      `Move ${name}, place ${place} of ${of}: drag it, or press the up or down arrow`,
    tooLong: (most: number) => `At most ${most} characters fit here.`,
    full: (most: number, what: string) => `There can be no more than ${most} ${what}.`,
  },

  arrangement: {
    label: "Arrangement",
    title: "Title",
    composer: "Composer",
    key: "Key",
    metre: "Metre",
    tempo: "Tempo",
    length: (bars: number, time: string) => `${count(bars, "bar", "bars")}, ${time}`,
    sections: "Sections",
    name: "Name",
    bars: "Bars",
    unnamed: "Section",
    copy: "Copy",
    add: "Add a section",
    addName: "Name of the new section",
    addBars: "Its bars",
    none: "No sections yet. Add the first one: an intro, a verse, a chorus …",
    chordsOf: (name: string) => `Chords of ${name}. Arrow keys go from beat to beat.`,
    cell: (name: string, bar: number, beat: number) => `${name}, bar ${bar}, beat ${beat}`,
    of: (field: string, name: string) => `${field} of ${name}`,
    hint: "Type a chord on a beat: C, F#m7, Bb13, D/F#. Two in one beat: with a blank between. N.C. is silence. An empty beat goes on with the chord before.",
    badChord: (text: string) => `“${text}” is no chord. It looks like C, F#m7b5, Bb13, D/F# or N.C.`,
    badKey: (text: string) => `“${text}” is no key. It looks like C major, F# minor or D dorian.`,
    badMetre: (text: string) => `“${text}” is no metre. It looks like 4/4 or 6/8.`,
    badTempo: "A tempo is a number from 10 to 500: quarter notes a minute.",
    badBars: "A section has 1 to 999 bars.",
    tooManyBars: "An arrangement has at most 4000 bars.",
  },

  playlist: {
    label: "Playlist",
    title: "Title",
    description: "Description",
    creator: "By",
    tracks: "Songs, in order",
    song: "Title",
    artist: "Artist",
    duration: "Length",
    untitled: "Untitled",
    length: (tracks: number, time: string) => `${count(tracks, "song", "songs")}, ${time}`,
    none: "No songs yet. Add the first one below.",
    add: "Add the song",
    badDuration: "A length looks like 3:25, or 1:02:03.",
    noTitle: "A song needs a title.",
  },

  presence: {
    here: "Here now",
    you: "you",
    yourName: "Your name",
    somebody: "Guest",
    came: (name: string) => `${name} came in.`,
    left: (name: string) => `${name} left.`,
    at: (name: string, place: string) => `${name} is at ${place}`,
  },

  people: { key: "An API key", client: "An app", user: "A member" },

  comments: {
    heading: "Comments",
    none: "No comments yet.",
    write: "Write a comment",
    send: "Comment",
    about: (place: string) => `About ${place}`,
    aboutAll: "About the whole",
    drop: "About the whole instead",
    gone: "something that is gone",
    on: (name: string) => `Comment on ${name}`,
    reply: "Reply",
    replyTo: "Your reply",
    resolve: "Resolve",
    reopen: "Reopen",
    delete: "Delete",
    sure: "Really delete?",
    deleted: "deleted",
    sent: "Your comment is there.",
    resolved: (number: number) => `${count(number, "resolved thread", "resolved threads")}`,
    mayNot: "Viewers can read comments, but not write any.",
    truncated: "There are more: read them through the API.",
  },

  versions: {
    heading: "Versions",
    none: "No versions yet. Some are taken by themselves at quiet moments.",
    name: "Name of this version",
    save: "Keep a version",
    kept: (name: string) => `${name} is kept.`,
    automatic: "Kept by itself",
    restore: "Restore",
    sure: "Really restore?",
    spoken: (name: string) => `Restore ${name}`,
    restored: (name: string) =>
      `The document is again as in ${name}. Nothing later is lost: it is a version too.`,
    facts: (number: number, date: string) => `No. ${number}, ${date}`,
  },

  invite: {
    heading: "Invite",
    role: "They become",
    make: "Make a link",
    link: "The link, for one person and one week",
    copy: "Copy the link",
    made: "The link is made. It is shown this once.",
    mayNot: "Owners of the room can invite others.",
    accepting: "Accepting the invitation …",
  },

  deleted: "This room is deleted. For a while it can be brought back as it was.",
  bringBack: "Bring it back",

  room: { heading: "Room", name: "Name of the room", renamed: "The room has another name now." },

  exporting: {
    heading: "Take it along",
    formats: { musicxml: "MusicXML", midi: "MIDI", m3u8: "M3U8", jspf: "JSPF" },
    done: (name: string) => `${name} is downloaded.`,
  },

  copied: "Copied.",
  notCopied: "Not copied: select it and copy it by hand.",

  failure: {
    offline: "The server does not answer. Check your connection and try again.",
    other: (status: number) => `That did not work (status ${status}). Try again.`,
    notFound: "There is no such room, or you are not a member of it.",
  },
} as const;
