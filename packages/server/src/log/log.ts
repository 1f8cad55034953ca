import pino, { type Logger, type LoggerOptions } from "pino";
import type { Settings } from "../settings/settings.ts";
import { createLogDestination } from "./log-destination.ts";
import { serializeError } from "./serialize-error.ts";

/** The process's log: JSON lines, or readable ones in a terminal. */
export async function createLog(level: Settings["logLevel"]): Promise<Logger> {
  const options = logOptions(level);
  if (!process.stdout.isTTY) {
    const log: Logger = pino(
      options,
      createLogDestination((dropped) => log.warn({ dropped }, "log lines dropped")),
    );
    return log;
  }
  const { default: pretty } = await import("pino-pretty");
  // In this thread and at once: a worker thread may lose its last lines when the process ends.
  return pino(options, pretty({ sync: true, ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss" }));
}

/**
 * What every log of an app is made with. It is a second line of defence, for a mistake in a line that is added later:
 * inputs and credentials are not logged, and settings that are secret are of type Secret.
 */
export function logOptions(level: Settings["logLevel"]): LoggerOptions {
  return {
    level,
    serializers: { err: serializeError },
    redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "[secret]" },
    hooks: { streamWrite: (line) => line.replace(tokens, "[token]").replace(controls, escapeCharacter) },
  };
}

const secretFields = ["password", "currentPassword", "newPassword", "token", "authorization", "cookie"];

/** Our tokens and Django's, wherever they turn up: `lu_`, perhaps a purpose, and 48 hex digits; or 40 of them. */
const tokens = /lu_(?:[a-z0-9]+_)?[0-9a-f]{48}|(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/gi;

/** JSON leaves these as they are, but terminals obey the first of them and some readers end a line at the others. */
const controls = /[\x7f-\x9f\u2028\u2029]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
