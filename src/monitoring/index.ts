export { errorOf } from "./error-of.ts";
export { createLogger, type LogFields, type Logger, type LogLevel } from "./logger.ts";
export { answerWithin } from "./patience.ts";
export { type Probe, probeAll, type Readiness } from "./readiness.ts";
export { traceIdOf } from "./trace.ts";
