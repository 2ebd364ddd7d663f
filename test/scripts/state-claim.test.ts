import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { claimState, StateInUseError } from "../../scripts/state-claim.ts";

const folder = () => mkdtempSync(path.join(tmpdir(), "descant-claim-"));

test("a folder that a living process holds is refused; a dead one's claim counts for nothing", async () => {
  const state = folder();
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
  writeFileSync(path.join(state, "server.pid"), String(other.pid));
  await expect(claimState(state)).rejects.toThrow(StateInUseError);
  other.kill("SIGKILL");
  await once(other, "exit");
  const release = await claimState(state);
  release();
});

test("what is let go can be claimed again, and nonsense in the file is no claim", async () => {
  const state = folder();
  (await claimState(state))();
  writeFileSync(path.join(state, "server.pid"), "not a number");
  (await claimState(path.join(state)))();
});

test("a folder that is made for it is nobody else's to look into", async () => {
  const state = path.join(folder(), "state");
  (await claimState(state))();
  expect(statSync(state).mode & 0o777).toBe(0o700);
});
