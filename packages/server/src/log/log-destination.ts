import pino, { type DestinationStream } from "pino";

/** Bytes of lines that may wait for a reader; further lines are dropped and counted. */
const maxWaitingBytes = 1024 * 1024;
const retryMs = 100;
/** How long the end of the process may wait for a slow reader. */
const exitMs = 500;

/**
 * Standard output, each line written at once and without waiting: lines that a full pipe or disk does not accept are
 * kept for a later try, and dropped beyond a bound. When it accepts lines again, `onDropped` gets the number of dropped
 * ones.
 */
export function createLogDestination(onDropped: (count: number) => void): DestinationStream {
  // Node makes a pipe or socket non-blocking when it opens the stream.
  process.stdout.on("error", () => {});
  const stdout = pino.destination({
    fd: 1,
    sync: true,
    // With 0, `flush` would do nothing.
    minLength: 1,
    maxLength: maxWaitingBytes,
    retryEAGAIN: () => false,
  });
  let dropped = 0;
  let isFull = false;

  stdout.on("drop", () => {
    dropped += 1;
  });
  stdout.on("write", () => {
    isFull = false;
  });
  stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    // The reader is gone for good: pino stops writing.
    if (code === "EPIPE") return;
    if (!isFull) setTimeout(tryAgain, retryMs).unref();
    isFull = true;
  });

  function tryAgain(): void {
    isFull = false;
    stdout.flush();
    if (isFull || dropped === 0) return;
    onDropped(dropped);
    dropped = 0;
  }

  process.on("exit", () => {
    const deadline = performance.now() + exitMs;
    while (isFull && performance.now() < deadline) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      stdout.flush();
    }
  });
  // Without `flushSync`, which pino calls after a fatal line and which would wait.
  return { write: (line) => stdout.write(line) };
}
