import type { FastifyInstance } from "fastify";

/** Whether the process lives (`/healthz`), and whether it can serve (`/readyz`): both cheap, both without secrets. */
export async function health(
  fastify: FastifyInstance,
  { isReady }: { isReady: () => Promise<boolean> },
): Promise<void> {
  fastify.get("/healthz", async (_request, reply) => reply.header("cache-control", "no-store").send({ status: "ok" }));

  fastify.get("/readyz", async (_request, reply) => {
    const ready = await isReady();
    return reply
      .code(ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status: ready ? "ready" : "unavailable" });
  });
}
