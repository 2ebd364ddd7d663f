export { type Probe, probeAll, type Readiness } from "./readiness.ts";
export { createLogger, type LogFields, type Logger, type LogLevel } from "./logger.ts";
export { traceIdOf } from "./trace.ts";
