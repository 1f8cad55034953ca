import type { FastifyBaseLogger } from "fastify";
import type { Bindings, ChildLoggerOptions, Logger } from "pino";

/**
 * The logger of one request, made when there is something to say. Few requests do: the line that each of them has when
 * it is answered is not written by it, and to make one took longer than to write that line.
 */
export class RequestLogger {
  readonly #log: Logger;
  readonly #bindings: Bindings;
  readonly #options: ChildLoggerOptions;
  #made: Logger | undefined;

  private constructor(log: Logger, bindings: Bindings, options: ChildLoggerOptions) {
    this.#log = log;
    this.#bindings = bindings;
    this.#options = options;
  }

  static of(log: Logger, bindings: Bindings, options: ChildLoggerOptions): FastifyBaseLogger {
    return new RequestLogger(log, bindings, options) as unknown as FastifyBaseLogger;
  }

  get made(): Logger {
    this.#made ??= this.#log.child(this.#bindings, this.#options);
    return this.#made;
  }

  get level(): string {
    return this.made.level;
  }

  set level(level: string) {
    this.made.level = level;
  }

  child(bindings: Bindings, options?: ChildLoggerOptions): Logger {
    return this.made.child(bindings, options);
  }
}

for (const level of ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const) {
  Object.defineProperty(RequestLogger.prototype, level, {
    value(this: RequestLogger, ...said: Parameters<Logger[typeof level]>) {
      this.made[level](...said);
    },
  });
}
