import { z } from "zod";
import { wholeNumber } from "../settings/whole-number.ts";

export const metricsVariables = {
  METRICS_PORT: wholeNumber(0, 0, 65_535)
    .removeDefault()
    .optional()
    .describe("Port of the metrics, at /metrics; without it there are none; 0 takes any free one"),
  METRICS_HOST: z.string().min(1).default("127.0.0.1").describe("Address to serve the metrics on"),
};

/** Where the metrics are served; null for nowhere. */
export type MetricsSettings = { host: string; port: number } | null;

type Variables = z.output<z.ZodObject<typeof metricsVariables>>;

export function readMetricsSettings(env: Variables): MetricsSettings {
  return env.METRICS_PORT === undefined ? null : { host: env.METRICS_HOST, port: env.METRICS_PORT };
}
