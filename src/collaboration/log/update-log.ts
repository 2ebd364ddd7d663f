import type { SqlPort } from "./sql-port.ts";

/** One accepted update, as it was stored. */
export interface LoggedUpdate {
  seq: number;
  bytes: Uint8Array;
  /** Who sent it, as `Principal.actor` names them. */
  actor: string;
  /** When it was stored, ms since 1970. */
  at: number;
}

/** What a log holds: a snapshot, then the updates after it. */
export interface LogContents {
  snapshot: Uint8Array | null;
  updates: LoggedUpdate[];
}

/** A row of SQLite takes 2 MB on Cloudflare, all columns together; longer values are stored in pieces. */
export const PIECE_BYTES = 1_000_000;

/** A type, not an interface: rows have an index. */
type PieceRow = { seq: number; bytes: ArrayBuffer; actor: string; at: number };

/** The append-only record of a document, with the snapshot that stands for its beginning. */
export interface UpdateLog {
  /** Stores updates in this order, all or none. @returns the number of the last */
  append(updates: readonly Omit<LoggedUpdate, "seq">[]): number;
  read(): LogContents;
  /**
   * Puts a snapshot in the place of the one before it and of all updates up to `seq`, in one transaction.
   * @param also what has to happen with it or not at all
   */
  compact(snapshot: Uint8Array, seq: number, at: number, also: () => void): void;
  /** Why the document is set aside; null when it is not. */
  quarantine(): { at: number; reason: string } | null;
  /** Sets the document aside, or (null) takes it back. The log is not touched by it. */
  setQuarantine(quarantine: { at: number; reason: string } | null): void;
}

/** Opens the log in an object's storage; makes its tables where they are missing. */
export function openUpdateLog(storage: SqlPort): UpdateLog {
  const { sql } = storage;
  sql.exec(`
    create table if not exists updates (
      seq integer not null, piece integer not null, bytes blob not null, actor text not null, at integer not null,
      primary key (seq, piece)
    ) strict, without rowid;
    create table if not exists snapshots (
      seq integer not null, piece integer not null, bytes blob not null, at integer not null,
      primary key (seq, piece)
    ) strict, without rowid;
    create table if not exists quarantine (at integer not null, reason text not null) strict;`);
  const last = (table: string) => {
    const [row] = sql.exec<{ seq: number | null }>(`select max(seq) as seq from ${table}`);
    return row?.seq ?? 0;
  };
  let lastSeq = Math.max(last("updates"), last("snapshots"));

  const insertUpdate = "insert into updates (seq, piece, bytes, actor, at) values (?, ?, ?, ?, ?)";
  return {
    append: (updates) =>
      storage.transactionSync(() => {
        let seq = lastSeq;
        for (const { bytes, actor, at } of updates) {
          seq++;
          for (const [i, piece] of piecesOf(bytes)) sql.exec(insertUpdate, seq, i, piece, actor, at);
        }
        lastSeq = seq;
        return seq;
      }),
    read: () => {
      const snapshot = [...sql.exec<PieceRow>("select seq, bytes from snapshots order by seq, piece")];
      const rows = sql.exec<PieceRow>("select seq, bytes, actor, at from updates order by seq, piece");
      const updates: LoggedUpdate[] = [];
      for (const { bytes, ...row } of rows) {
        const before = updates.at(-1);
        if (before?.seq === row.seq) before.bytes = joined([before.bytes, new Uint8Array(bytes)]);
        else updates.push({ ...row, bytes: new Uint8Array(bytes) });
      }
      return {
        snapshot: snapshot.length === 0 ? null : joined(snapshot.map(({ bytes }) => new Uint8Array(bytes))),
        updates,
      };
    },
    compact: (snapshot, seq, at, also) =>
      storage.transactionSync(() => {
        sql.exec("delete from snapshots");
        for (const [i, piece] of piecesOf(snapshot))
          sql.exec("insert into snapshots (seq, piece, bytes, at) values (?, ?, ?, ?)", seq, i, piece, at);
        also();
        sql.exec("delete from updates where seq <= ?", seq);
      }),
    quarantine: () => {
      const [row] = sql.exec<{ at: number; reason: string }>("select at, reason from quarantine");
      return row ?? null;
    },
    setQuarantine: (quarantine) =>
      storage.transactionSync(() => {
        sql.exec("delete from quarantine");
        if (quarantine)
          sql.exec("insert into quarantine (at, reason) values (?, ?)", quarantine.at, quarantine.reason);
      }),
  };
}

function* piecesOf(bytes: Uint8Array): Generator<[number, Uint8Array]> {
  if (bytes.length <= PIECE_BYTES) yield [0, bytes];
  else
    for (let i = 0; i * PIECE_BYTES < bytes.length; i++)
      yield [i, bytes.slice(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)];
}

function joined(pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
