type Log = { warn(fields: object, message: string): void };

const intervalMs = 1000;

const counts = new WeakMap<Log, Map<string, number>>();

/** Writes a line of what may happen thousands of times a second once a second, with how often it happened. */
export function warnCounted(log: Log, message: string): void {
  const ofLog = counts.get(log) ?? new Map<string, number>();
  counts.set(log, ofLog);
  const count = ofLog.get(message) ?? 0;
  ofLog.set(message, count + 1);
  if (count > 0) return;
  setTimeout(() => {
    log.warn({ count: ofLog.get(message) }, message);
    ofLog.delete(message);
  }, intervalMs).unref();
}
