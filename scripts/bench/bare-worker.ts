/** What Descant's reads stand beside: the least that Hono, D1 and KV can do for the same answer. */
import { Hono } from "hono";

/** The bindings, as far as this Worker uses them. */
interface BareEnv {
  DB: {
    prepare(sql: string): { bind(...values: string[]): { first<T>(): Promise<T | null> } };
  };
  CACHE: { get(key: string, type: "text"): Promise<string | null> };
  TENANT: string;
}

const READ = "select body, etag from audio_features where track_id = ?1 and tenant_id = ?2";
const JSON_BODY = { "content-type": "application/json" };

let held = "";
const app = new Hono<{ Bindings: BareEnv }>();

const read = async (env: BareEnv, id: string) =>
  (await env.DB.prepare(READ).bind(id, env.TENANT).first<{ body: string }>())?.body ?? "";

/** An answer from memory, of the same length as a track's features. */
app.get("/hono/:id", async (c) => {
  held ||= await read(c.env, c.req.param("id"));
  return c.body(held, 200, JSON_BODY);
});

/** One D1 read by primary key. */
app.get("/d1/:id", async (c) => c.body(await read(c.env, c.req.param("id")), 200, JSON_BODY));

/** One KV read. */
app.get("/kv/:id", async (c) => {
  const text = await c.env.CACHE.get(`features/${c.env.TENANT}/${c.req.param("id")}`, "text");
  return c.body(text ?? "", text === null ? 404 : 200, JSON_BODY);
});

export default app;
