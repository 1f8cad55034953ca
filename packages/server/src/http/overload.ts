import type { FastifyInstance, FastifyRequest } from "fastify";
import { LevelUpError } from "../errors.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route is to answer however busy the process is. */
    evenUnderLoad?: boolean;
  }
}

/** How often the event loop is felt for, in parts of the delay that is too long. */
const beatsPerDelay = 4;

/**
 * Turns calls away with OVERLOADED while the event loop is held up: a timer that comes later than `maxDelayMs` says so,
 * as does one that is as much overdue. A delay of a quarter more is never overlooked.
 *
 * (@fastify/under-pressure measures with a histogram that wakes the process a hundred times a second, at rest as well:
 * a hundredth of a core.)
 */
export function refuseUnderLoad(fastify: FastifyInstance, maxDelayMs: number): void {
  const beatMs = Math.max(1, maxDelayMs / beatsPerDelay);
  let dueAt = performance.now() + beatMs;
  let lateMs = 0;
  const heart = setInterval(() => {
    const now = performance.now();
    lateMs = now - dueAt;
    dueAt = now + beatMs;
  }, beatMs);
  heart.unref();
  fastify.addHook("onClose", async () => clearInterval(heart));

  const isHeldUp = () => Math.max(lateMs, performance.now() - dueAt) > maxDelayMs;
  const mustAnswer = ({ routeOptions }: FastifyRequest) => routeOptions.config.evenUnderLoad === true;
  fastify.addHook("onRequest", (request, _reply, done) => {
    if (isHeldUp() && !mustAnswer(request)) done(new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 }));
    else done();
  });
}
