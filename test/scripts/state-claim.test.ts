import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { claimState, endLeftBehind, StateInUseError } from "../../scripts/state-claim.ts";

const folder = () => mkdtempSync(path.join(tmpdir(), "descant-claim-"));

test("a folder that a living process holds is refused; a dead one's claim counts for nothing", async () => {
  const state = folder();
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
  writeFileSync(path.join(state, "server.pid"), String(other.pid));
  await expect(claimState(state)).rejects.toThrow(StateInUseError);
  other.kill("SIGKILL");
  await once(other, "exit");
  (await claimState(state)).release();
});

test("the workerd of a start that was killed is ended by the next, and nobody else is who has its number by now", async () => {
  const [state, programs] = [folder(), folder()];
  for (const name of ["workerd", "sleep"]) {
    const program = path.join(programs, name);
    copyFileSync("/bin/sleep", program);
    // Some systems have many programs in one, which goes by the name that it is called by.
    const left = spawn(program, ["600"], { argv0: "sleep" });
    await once(left, "spawn");
    const ended = once(left, "exit");
    const living = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600_000)"]);
    writeFileSync(path.join(state, "server.pid"), `${living.pid} ${left.pid}`);
    await endLeftBehind(state);
    expect(left.signalCode, "whose start lives").toBeNull();
    living.kill("SIGKILL");
    await once(living, "exit");
    const claim = await claimState(state);
    if (name === "workerd") expect(await ended).toEqual([null, "SIGKILL"]);
    else expect(() => process.kill(left.pid!, 0)).not.toThrow();
    left.kill("SIGKILL");
    claim.release();
  }
});

test("what is let go can be claimed again, and nonsense in the file is no claim", async () => {
  const state = folder();
  (await claimState(state)).release();
  writeFileSync(path.join(state, "server.pid"), "not a number");
  (await claimState(state)).release();
});

test("a folder that is made for it is nobody else's to look into", async () => {
  const state = path.join(folder(), "state");
  (await claimState(state)).release();
  expect(statSync(state).mode & 0o777).toBe(0o700);
});
