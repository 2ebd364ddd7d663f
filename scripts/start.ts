import { readOptions } from "./command-line.ts";

const HELP = `Builds Descant and runs it here: npm start

  http://localhost:8787, state in .state/ (kept across restarts)

Options (after --, as in \`npm start -- --port 9000\`):
  --port N      another port; PORT=N does the same
  --state DIR   another state folder
  --no-build    run what was built last
  --var K=V     another value for a variable of wrangler.toml, such as LOG_LEVEL=debug; may be repeated
  --help`;

const values = readOptions(
  {
    port: { type: "string" },
    state: { type: "string", default: ".state" },
    "no-build": { type: "boolean" },
    var: { type: "string", multiple: true, default: [] },
    help: { type: "boolean" },
  },
  "npm start -- --help",
);

if (values.help) {
  console.log(HELP);
} else {
  await main();
}

async function main(): Promise<void> {
  const port = Number(values.port ?? process.env.PORT ?? 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`“${values.port ?? process.env.PORT}” is no port: take a number from 1 to 65535.`);
    process.exitCode = 2;
    return;
  }
  const vars = readVars(values.var);
  if (!vars) {
    console.error("A variable is given as --var NAME=VALUE.");
    process.exitCode = 2;
    return;
  }
  // Seconds of imports, which nobody waits for who asks for help or mistypes a port.
  const { assertFree, PortTakenError, startDescant } = await import("./serve.ts");
  const { signInLine } = await import("./local-owner.ts");
  const { endLeftBehind, StateInUseError } = await import("./state-claim.ts");
  try {
    await endLeftBehind(values.state);
    // Before the build, which takes longer than anybody wants to wait for bad news.
    await assertFree(port);
    if (!values["no-build"]) {
      console.log("Building …");
      const { buildModules, bundleWorkers } = await import("./build.ts");
      await buildModules();
      await bundleWorkers();
    }
    const { url, key, owner, stop } = await startDescant({ port, stateFolder: values.state, vars });
    const end = async () => {
      await stop();
      process.exit(0);
    };
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
    console.log(welcome(url.origin, key, signInLine(url.origin, owner)));
  } catch (error) {
    if (error instanceof PortTakenError) {
      console.error(`${error.message} Choose another: npm start -- --port ${port + 1}`);
    } else if (error instanceof StateInUseError) {
      console.error(`${error.message} Stop it, or choose another folder: npm start -- --state .state-2`);
    } else throw error;
    process.exitCode = 1;
  }
}

/** Reads `NAME=VALUE` pairs, numbers as numbers; null when one is no pair. */
function readVars(pairs: string[]): Record<string, string | number> | null {
  const vars: Record<string, string | number> = {};
  for (const pair of pairs) {
    const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) return null;
    vars[name] = value.trim() === "" || Number.isNaN(Number(value)) ? value : Number(value);
  }
  return vars;
}

function welcome(origin: string, key: string, signIn: string): string {
  return `
Descant is running at ${origin}

  Drop a song on the page   ${origin}/#key=${key}
  Read the API              ${origin}/docs
  Your API key              ${key}
  ${signIn}

Or paste this, with a song of yours (mp3, FLAC, WAV, Ogg Vorbis or Opus):

  curl -sS ${origin}/v1/tracks -H 'Authorization: Bearer ${key}' -H 'Prefer: wait=20' -F file=@song.mp3

Ctrl-C stops it; what it knows stays in ${values.state}/.`;
}
