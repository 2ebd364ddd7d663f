import { withoutValues } from "../database/index.ts";

/** How loud a log line is; lines below the configured level are not written. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * Every field a log line may carry. The list is closed on purpose: there is no name under which a token, a header or
 * a body could be passed, so none can reach the log by accident.
 */
export interface LogFields {
  trace_id?: string;
  request_id?: string;
  tenant_id?: string;
  /** Who asks, as `Principal.actor` names them. */
  actor?: string;
  track_id?: string;
  task_id?: string;
  upload_id?: string;
  method?: string;
  route?: string;
  status?: number;
  code?: string;
  duration_ms?: number;
  size_bytes?: number;
  attempt?: number;
  count?: number;
  subject?: string;
  cause?: Error | undefined;
}

export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** The same logger, with these fields on each of its lines. */
  with(fields: LogFields): Logger;
}

const ORDER: Record<LogLevel, number> = { debug: 10, info: 20, warn: 30, error: 40 };

/**
 * A logger that writes one JSON object a line to the console, where Workers Logs and `wrangler tail` read it.
 * An unknown level means `info`.
 */
export function createLogger(level: string, bound: LogFields = {}): Logger {
  const threshold = level in ORDER ? ORDER[level as LogLevel] : ORDER.info;
  const write = (severity: LogLevel, event: string, fields: LogFields = {}) => {
    if (ORDER[severity] < threshold) return;
    const { cause, ...rest } = { ...bound, ...fields };
    const line = { level: severity, event, ...rest, ...(cause && describe(cause)) };
    console[severity](JSON.stringify(line));
  };
  return {
    debug: (event, fields) => write("debug", event, fields),
    info: (event, fields) => write("info", event, fields),
    warn: (event, fields) => write("warn", event, fields),
    error: (event, fields) => write("error", event, fields),
    with: (fields) => createLogger(level, { ...bound, ...fields }),
  };
}

function describe(cause: Error) {
  const { name, message, stack } = withoutValues(cause);
  return { error: name, error_message: message, stack };
}
