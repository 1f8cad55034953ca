import pino, { type DestinationStream } from "pino";

/** How long the line of a request may wait, and how many bytes may. */
const patienceMs = 100;
const enoughBytes = 8 * 1024;

/** What the line of an answered request says: the one that there is of every request. */
export const requestLine = "request";

/**
 * Standard output, where the lines of requests gather for a moment, because to write each would take longer than much
 * of the request. Any other line is written at once, after all that came before it. What still waits when the process
 * ends by itself is written then; whoever ends it by force loses the last moment.
 */
export function createLogDestination(): DestinationStream {
  const stdout = pino.destination({ fd: 1, sync: true, minLength: enoughBytes });
  let waiting: NodeJS.Timeout | null = null;
  function flush(): void {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    stdout.flushSync();
  }
  process.on("exit", flush);
  const destination = {
    // Asks pino to say, before each line, what it is of.
    [pino.symbols.needsMetadataGsym]: true,
    lastMsg: "",
    write(line: string) {
      stdout.write(line);
      if (destination.lastMsg !== requestLine) return flush();
      // (`periodicFlush` of pino's would wake a process that has nothing to write.)
      waiting ??= setTimeout(flush, patienceMs).unref();
    },
  };
  return destination;
}
