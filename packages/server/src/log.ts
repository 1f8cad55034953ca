import pino, { type Logger } from "pino";
import type { Env } from "./env.ts";

/** The process's log: JSON lines, or readable ones in a terminal. */
export function createLog(level: Env["logLevel"]): Logger {
  if (!process.stdout.isTTY) return pino({ level });
  return pino({
    level,
    transport: { target: "pino-pretty", options: { ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss" } },
  });
}
