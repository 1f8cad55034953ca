const checkMs = 250;

/**
 * Ends a process that npm has started, as SIGTERM does, when what started it is gone: a SIGKILL of that cannot be passed
 * on, and the process would live on and hold its port. A process that was started otherwise may outlive its parent.
 */
export function stopWithParent(env: Record<string, string | undefined>): void {
  if (env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const checking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(checking);
    process.kill(process.pid, "SIGTERM");
  }, checkMs);
  checking.unref();
}
