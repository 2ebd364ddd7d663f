import type { Endpoint } from "../http/index.ts";
import { getTask, type OnFinished } from "./routes/get-task.ts";
import type { TaskStore } from "./task-store.ts";

export {
  type AnalysisMessage,
  type AnalysisQueue,
  analysisMessageSchema,
  createCloudflareAnalysisQueue,
} from "./analysis-queue.ts";
export { announceTask } from "./announce-task.ts";
export { backOffSeconds, MAX_ATTEMPTS } from "./attempts.ts";
export { awaitTask } from "./await-task.ts";
export { buryDeadLetter } from "./bury-dead-letter.ts";
export { type Task, taskSchema } from "./contract.ts";
export { explainAbsence } from "./explain-absence.ts";
export { isFinished, presentTask, RETRY_AFTER_SECONDS } from "./present-task.ts";
export { requeueOverdue } from "./requeue-overdue.ts";
export type { TaskKind } from "./tables.ts";
export { createTaskStore, type TaskRow, type TaskStore } from "./task-store.ts";

/** The operations of this room. */
export const taskEndpoints = (tasks: TaskStore, onFinished: OnFinished): Endpoint[] => [
  getTask(tasks, onFinished),
];
