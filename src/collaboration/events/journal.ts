import type { SqlPort } from "../log/index.ts";
import { type JournaledEvent, type RoomEvent, roomEventSchema } from "./contract.ts";

/** Events that are kept, at least, so that whoever was away for a moment misses none. */
const KEPT = 1_000;
/** How many more there may be before the oldest are dropped. */
const SLACK = 100;

type Row = { id: number; at: number; event: string };

/** A room's events, in its own storage: bounded, and numbered for good. */
export interface EventJournal {
  append(event: RoomEvent, at: number): JournaledEvent;
  /**
   * What somebody has not seen who has seen all up to a number.
   * @returns the events, oldest first, and whether some before them are not kept any more
   */
  after(id: number): { events: JournaledEvent[]; isGap: boolean };
  /** The last number that was given; 0 before the first. */
  readonly last: number;
}

/** Opens the journal in an object's storage; makes its table where it is missing. */
export function openEventJournal({ sql }: Pick<SqlPort, "sql">): EventJournal {
  sql.exec(`create table if not exists events (
    id integer primary key autoincrement, at integer not null, event text not null
  ) strict`);
  const one = <T extends Record<string, number | null>>(query: string): T | undefined => {
    for (const row of sql.exec<T>(query)) return row;
    return undefined;
  };
  let last =
    one<{ last: number | null }>("select seq as last from sqlite_sequence where name = 'events'")?.last ?? 0;
  let first = one<{ first: number | null }>("select min(id) as first from events")?.first ?? last + 1;

  return {
    get last() {
      return last;
    },

    append: (event, at) => {
      last++;
      sql.exec("insert into events (id, at, event) values (?, ?, ?)", last, at, JSON.stringify(event));
      if (last - first >= KEPT + SLACK) {
        first = last - KEPT + 1;
        sql.exec("delete from events where id < ?", first);
      }
      return journaled(last, at, event);
    },

    after: (id) => {
      const rows = [...sql.exec<Row>("select id, at, event from events where id > ? order by id", id)];
      const events = rows.map(({ id, at, event }) =>
        journaled(id, at, roomEventSchema.parse(JSON.parse(event))),
      );
      // A number that was never given is another journal's: that of this room before it was erased, or a guess.
      return { events: id > last ? [] : events, isGap: id + 1 < first || id > last };
    },
  };
}

function journaled(id: number, at: number, event: RoomEvent): JournaledEvent {
  return { id, at: new Date(at).toISOString(), event };
}
