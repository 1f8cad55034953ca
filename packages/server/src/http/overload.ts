import type { FastifyInstance, FastifyRequest } from "fastify";
import { LevelUpError } from "../errors.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route is a probe, which is answered however busy the process is. */
    isProbe?: boolean;
  }
}

/** How often the event loop is sampled within the delay that is too long. */
const samplesPerDelay = 4;

/** Of a delay by overload this thread works through most; while the machine is paused it works none of it. */
const leastWork = 0.25;

/**
 * Refuses calls with OVERLOADED while the event loop is blocked: a timer is later than `maxDelayMs`, or that much
 * overdue, and this thread was at work meanwhile. When it was not, the machine was paused (SIGSTOP, a frozen container),
 * and the loop goes on as before. A delay of a quarter more is never overlooked.
 *
 * (@fastify/under-pressure measures with a histogram that wakes the process a hundred times a second, at rest as well:
 * a hundredth of a core.)
 */
export function refuseUnderLoad(fastify: FastifyInstance, maxDelayMs: number): void {
  const intervalMs = Math.max(1, maxDelayMs / samplesPerDelay);
  let sampledAt = performance.now();
  let workedMs = threadWorkMs();
  let wasBlocked = false;
  const sampling = setInterval(() => {
    wasBlocked = isBlockedSinceSample();
    sampledAt = performance.now();
    workedMs = threadWorkMs();
  }, intervalMs);
  sampling.unref();
  fastify.addHook("onClose", async () => clearInterval(sampling));

  function isBlockedSinceSample(): boolean {
    const passedMs = performance.now() - sampledAt;
    return passedMs - intervalMs > maxDelayMs && threadWorkMs() - workedMs > passedMs * leastWork;
  }

  const isProbe = ({ routeOptions }: FastifyRequest) => routeOptions.config.isProbe === true;
  fastify.addHook("onRequest", (request, _reply, done) => {
    if ((wasBlocked || isBlockedSinceSample()) && !isProbe(request)) {
      done(new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 }));
    } else done();
  });
}

function threadWorkMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
