/** What the page reads from the API and from identity, and no more of it. The full contracts are in `/openapi.json`. */

export type Kind = "playlist" | "arrangement" | "lyrics" | "release-plan" | "review";
export type Role = "owner" | "editor" | "commenter" | "viewer";

export interface Room {
  id: string;
  kind: Kind;
  name: string;
  /** Null for who only looks after the room. */
  role: Role | null;
  updated_at: string;
  archived_at: string | null;
  /** Its owners see a deleted room as long as it can be brought back. */
  deleted_at: string | null;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
  total: number;
}

export interface RoomToken {
  token: string;
  /** Whose it is, as comments name their authors. */
  actor: string;
  role: Role;
  expires_at: string;
}

export interface Comment {
  id: string;
  author: string;
  body: string;
  created_at: string;
  is_deleted: boolean;
}

export interface Thread {
  id: string;
  anchor: { type?: string; path?: string } | null;
  resolved_at: string | null;
  comments: Comment[];
}

export interface Version {
  number: number;
  kind: "named" | "automatic";
  name: string | null;
  created_by: string;
  created_at: string;
}

/** One event of `GET /v1/rooms/{id}/events`. */
export interface Journaled {
  id: number;
  event: { type: string; actor: string };
}

/** A track of the catalog. */
export interface CatalogTrack {
  id: string;
  name: string;
  artists: { name: string }[];
  duration_ms: number | null;
}

/** What identity answers of somebody who is signed in. */
export interface SignedIn {
  user: { id: string; name: string };
}
