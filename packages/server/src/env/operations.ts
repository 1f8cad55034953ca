import { z } from "zod";
import type { StopSettings } from "../stop.ts";
import { wholeNumber } from "./whole-number.ts";

/** How the process is watched and stopped. */
export const operationsVariables = {
  METRICS_PORT: wholeNumber(0, 0, 65_535)
    .removeDefault()
    .optional()
    .describe("Port of the metrics, at /metrics; without it there are none; 0 takes any free one"),
  METRICS_HOST: z.string().min(1).default("127.0.0.1").describe("Address to serve the metrics on"),
  STOP_DRAIN_MS: wholeNumber(0, 0, 600_000).describe(
    "How long to go on serving after SIGTERM while /readyz says no; give a load balancer two of its looks",
  ),
  STOP_GRACE_MS: wholeNumber(25_000, 100, 3_600_000).describe(
    "How long stopping may take, draining included; then the process ends with 1",
  ),
};

/** Where the metrics are served; null for nowhere. */
export type MetricsSettings = { host: string; port: number } | null;

type Variables = z.output<z.ZodObject<typeof operationsVariables>>;

export function readOperations(env: Variables): { metrics: MetricsSettings; stop: StopSettings } {
  return {
    metrics: env.METRICS_PORT === undefined ? null : { host: env.METRICS_HOST, port: env.METRICS_PORT },
    stop: { drainMs: env.STOP_DRAIN_MS, graceMs: env.STOP_GRACE_MS },
  };
}
