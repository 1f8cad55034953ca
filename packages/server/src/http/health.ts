import type { FastifyInstance } from "fastify";

/** However busy the process is, a probe is answered: without an answer a supervisor would restart it. */
const config = { isProbe: true };

/** Whether the process lives (`/healthz`), and whether it can serve (`/readyz`): both cheap, both without secrets. */
export async function health(
  fastify: FastifyInstance,
  { isReady }: { isReady: () => Promise<boolean> },
): Promise<void> {
  fastify.get("/healthz", { config }, async () => ({ status: "ok" }));

  fastify.get("/readyz", { config }, async (_request, reply) => {
    const ready = await isReady();
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "unavailable" });
  });
}
