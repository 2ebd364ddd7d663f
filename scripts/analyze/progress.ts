import type { Observer } from "./analyse-all.ts";
import type { Stage } from "./descant-api.ts";

/** What a progress display writes to; `process.stderr` is one. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const REDRAW_MS = 80;
const CLEAR_LINE = "\r\u001b[K";

export interface Progress extends Observer {
  /** A line of its own. */
  say(line: string): void;
  /** Takes the moving line away. */
  end(): void;
}

/**
 * Shows how the work goes: one line that changes on a terminal, else a line for each step.
 * @param total how many recordings there are
 */
export function createProgress(screen: Screen, total: number): Progress {
  const under = new Map<string, Stage>();
  let finished = 0;
  let drawnAt = 0;

  const draw = () => {
    if (!screen.isTTY || Date.now() - drawnAt < REDRAW_MS) return;
    drawnAt = Date.now();
    const parts = [...under].map(([file, stage]) => `${file} ${wordsOf(stage)}`);
    const line = `[${finished}/${total}] ${parts.join(" · ")}`;
    screen.write(CLEAR_LINE + cut(line, (screen.columns ?? 80) - 1));
  };
  const say = (line: string) => screen.write(`${screen.isTTY ? CLEAR_LINE : ""}${line}\n`);

  return {
    say,
    stage({ shown }, stage) {
      const before = under.get(shown);
      under.set(shown, stage);
      if (!screen.isTTY && before?.name !== stage.name) say(`${shown}: ${nameOf(stage)}`);
      draw();
    },
    done({ shown }, outcome) {
      under.delete(shown);
      finished++;
      // On a terminal the table that follows says it all.
      if (!screen.isTTY) say(`${shown}: ${outcome.status === "failed" ? outcome.error.message : "done"}`);
      drawnAt = 0;
      if (finished < total) draw();
    },
    end: () => void (screen.isTTY && screen.write(CLEAR_LINE)),
  };
}

function nameOf(stage: Stage): string {
  return stage.name === "waiting" ? `the server asks to wait ${stage.seconds} s` : stage.name;
}

function wordsOf(stage: Stage): string {
  return stage.name === "waiting"
    ? `waiting ${stage.seconds} s`
    : `${stage.name} ${Math.round(stage.share * 100)} %`;
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
