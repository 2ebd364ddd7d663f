/**
 * Hocuspocus as its documentation sets it up: the whole document stored in SQLite by `onStoreDocument`, which it calls
 * 2 s after the last edit and at the latest 10 s after the first. Started with the path of the database.
 */
import { DatabaseSync } from "node:sqlite";
import { Server } from "@hocuspocus/server";
import { applyUpdate, encodeStateAsUpdate } from "yjs";

const database = new DatabaseSync(process.argv[2] ?? ":memory:");
database.exec("create table if not exists documents (name text primary key, data blob not null)");
const read = database.prepare("select data from documents where name = ?");
const write = database.prepare(
  "insert into documents values (?, ?) on conflict (name) do update set data = excluded.data",
);

const server = new Server({
  address: "127.0.0.1",
  port: 0,
  quiet: true,
  onLoadDocument: async ({ documentName, document }) => {
    const row = read.get(documentName);
    if (row?.data instanceof Uint8Array) applyUpdate(document, row.data);
  },
  onStoreDocument: async ({ documentName, document }) => {
    write.run(documentName, encodeStateAsUpdate(document));
  },
});
await server.listen();
console.log(`listening on ${server.address.port}`);
