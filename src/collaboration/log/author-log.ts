import type { AuthorSpan } from "./authorship.ts";
import type { SqlPort } from "./sql-port.ts";

/** Where the authors of what has been compacted are kept. */
export interface AuthorLog {
  read(): AuthorSpan[];
  /** Puts these spans in the place of all; for the transaction of a compaction. */
  replace(spans: readonly AuthorSpan[]): void;
}

type SpanRow = {
  kind: AuthorSpan["kind"];
  client: number;
  start: number;
  length: number;
  actor: string;
  first_at: number;
  last_at: number;
};

/** Opens it in an object's storage; makes its table where it is missing. */
export function openAuthorLog({ sql }: SqlPort): AuthorLog {
  sql.exec(`create table if not exists author_spans (
    kind text not null, client integer not null, start integer not null, length integer not null,
    actor text not null, first_at integer not null, last_at integer not null,
    primary key (kind, client, start)
  ) strict, without rowid`);
  return {
    read: () =>
      [...sql.exec<SpanRow>("select * from author_spans order by first_at, kind, client, start")].map(
        ({ start, first_at, last_at, ...row }) => ({
          ...row,
          from: start,
          firstAt: first_at,
          lastAt: last_at,
        }),
      ),
    replace: (spans) => {
      const rows = spans.map((span) => [
        span.kind,
        span.client,
        span.from,
        span.length,
        span.actor,
        span.firstAt,
        span.lastAt,
      ]);
      sql.exec("delete from author_spans");
      for (let i = 0; i < rows.length; i += BATCH)
        sql.exec(
          `insert into author_spans select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
            value ->> 6 from json_each(?)`,
          JSON.stringify(rows.slice(i, i + BATCH)),
        );
    },
  };
}

/** Rows a statement: their text stays far below the 2 MB that a value may have. */
const BATCH = 2_000;
