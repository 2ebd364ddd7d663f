/** Asks the inference Worker whether it is ready, and answers with its answer. */
interface ProbeEnv {
  INFERENCE: { ready(): Promise<unknown> };
}

export default {
  fetch: async (_: Request, env: ProbeEnv): Promise<Response> => Response.json(await env.INFERENCE.ready()),
};
