import { platform } from "./platform.ts";

/** Long enough for a slow network; a request that takes longer than this usually never ends. */
const deadlineMs = 10_000;

/** Resolves like `promise`; with undefined if it rejects, or if it takes too long, and then calls `onTimeout` first. */
export function withDeadline<Value>(promise: Promise<Value>, onTimeout?: () => void): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const timer = platform.setTimeout(() => {
      onTimeout?.();
      resolve(undefined);
    }, deadlineMs);
    promise
      .catch(() => undefined)
      .then((value) => {
        platform.clearTimeout(timer);
        resolve(value);
      });
  });
}
