import { z } from "zod";

/** What travels through the analysis queue: a pointer into the task ledger, never data. */
export const analysisMessageSchema = z.object({
  tenantId: z.string().min(1),
  taskId: z.string().min(1),
  trackId: z.string().min(1),
  traceId: z.string().min(1),
});

export type AnalysisMessage = z.infer<typeof analysisMessageSchema>;

/** How analyses are asked for. Delivery is at least once: whoever takes a message claims its task first. */
export interface AnalysisQueue {
  send(message: AnalysisMessage): Promise<void>;
  /** Sends many, in as few calls as the queue allows; what was sent before a failure stays sent. */
  sendMany(messages: readonly AnalysisMessage[]): Promise<void>;
}

/** As many messages as Cloudflare Queues takes at once. */
const BATCH = 100;

/** The analysis queue on Cloudflare Queues. */
export function createCloudflareAnalysisQueue(queue: Queue): AnalysisQueue {
  return {
    send: async (message) => void (await queue.send(message)),
    sendMany: async (messages) => {
      for (let i = 0; i < messages.length; i += BATCH) {
        await queue.sendBatch(messages.slice(i, i + BATCH).map((body) => ({ body })));
      }
    },
  };
}
