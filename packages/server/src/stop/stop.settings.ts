import type { z } from "zod";
import { wholeNumber } from "../settings/whole-number.ts";

export const stopVariables = {
  STOP_DRAIN_MS: wholeNumber(0, 0, 600_000).describe(
    "How long to go on serving after SIGTERM while /readyz says no; give a load balancer time for two health checks",
  ),
  STOP_GRACE_MS: wholeNumber(25_000, 100, 3_600_000).describe(
    "How long stopping may take, draining included; then the process ends with 1",
  ),
};

export type StopSettings = {
  /** How long to go on serving while `/readyz` already says no, for load balancers to notice. */
  drainMs: number;
  /** The time for the whole stop, draining included. */
  graceMs: number;
};

type Variables = z.output<z.ZodObject<typeof stopVariables>>;

export function readStopSettings(env: Variables): StopSettings {
  return { drainMs: env.STOP_DRAIN_MS, graceMs: env.STOP_GRACE_MS };
}
