import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Command } from "./command.ts";
import { DEAF, useDescant } from "./server.ts";

const descant = useDescant({}, DEAF);
let folder: string;
let saved: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "descant-audit-"));
  saved = path.join(folder, "trail.jsonl");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const verify = (...args: string[]) =>
  new Command("audit-verify.ts", args, { folder, env: { DESCANT_KEY: descant.running.key } }).ended;
const there = () => ["--url", descant.running.url.origin];

it("reads the trail of a running server, finds it sound, and finds it out once a row was altered", async () => {
  const { url, owner } = descant.running;
  for (const password of ["not the password", owner.password]) {
    const answer = await fetch(new URL("/auth/sign-in/email", url), {
      method: "POST",
      headers: { "content-type": "application/json", origin: url.origin },
      body: JSON.stringify({ email: owner.email, password }),
    });
    await answer.arrayBuffer();
  }
  const made = await descant.api.ask<{ id: string }>("/v1/keys", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "made for the trail", scopes: ["tracks:read"] }),
  });
  expect(made.status).toBe(201);
  await descant.api.ask(`/v1/keys/${made.body.id}`, { method: "DELETE" });

  const sound = await verify(...there(), "--save", saved);
  expect(sound.stderr + sound.stdout).toMatch(/sound|unbroken/);
  expect(sound.code).toBe(0);
  const lines = (await readFile(saved, "utf8")).trim().split("\n");
  const actions = lines.map((line) => (JSON.parse(line) as { action: string }).action);
  expect(actions).toEqual(
    expect.arrayContaining(["sign_in", "sign_in_failed", "key_created", "key_revoked"]),
  );
  expect(lines.join()).not.toContain(owner.email);
  expect((await verify(saved)).code).toBe(0);

  await descant.rows("update audit_events set actor = 'user:somebody' where action = 'key_revoked'");
  const altered = await verify(...there());
  expect(altered.code).toBe(1);
  const place = actions.indexOf("key_revoked") + 1;
  expect(altered.stdout + altered.stderr).toContain(String(place));

  await writeFile(saved, lines.toSpliced(1, 1).join("\n"));
  expect((await verify(saved)).code).toBe(1);
});
