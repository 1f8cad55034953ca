import type { FastifyInstance } from "fastify";

/** A probe has its answer however busy the process is: a supervisor that hears nothing would end it. */
const config = { evenUnderLoad: true };

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
