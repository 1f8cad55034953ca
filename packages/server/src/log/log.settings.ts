import { z } from "zod";

const levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export const logVariables = {
  LOG_LEVEL: z
    .enum(levels, { error: `must be one of ${levels.join(", ")}` })
    .default("info")
    .describe("The least severe log lines to write"),
};

export type LogLevel = (typeof levels)[number];
