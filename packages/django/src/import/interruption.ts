import type { Terminal } from "@levelup/server/cli";

const parentCheckMs = 250;

/**
 * Ends the process at a signal, or when the process that started it has ended, and says that nothing was written: a
 * transaction that is not committed is undone.
 *
 * It ends by the signal itself, so that shells report 128 and its number. `process.exit` has been seen to hang, soon
 * after PGlite's start.
 *
 * @returns `ignore`, to be called when the commit begins.
 */
export function endWhenInterrupted({ err }: Terminal): Disposable & { ignore(): void } {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const parent = process.ppid;
  let isCommitting = false;

  function end(signal: NodeJS.Signals): void {
    if (isCommitting) return;
    err.write("\nInterrupted: nothing was written.\n", () => {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  }

  for (const signal of signals) process.on(signal, end);
  // A process that is killed with SIGKILL cannot forward a signal.
  const checking = setInterval(() => {
    if (process.ppid !== parent) end("SIGTERM");
  }, parentCheckMs).unref();
  return {
    ignore() {
      isCommitting = true;
    },
    [Symbol.dispose]() {
      clearInterval(checking);
      for (const signal of signals) process.off(signal, end);
    },
  };
}
