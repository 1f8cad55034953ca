type Listen = (type: string, listener: () => void) => void;

/**
 * The few things of a browser that the SDK uses where they exist. Named here, and not taken from the DOM's types, for
 * it also runs in Node and React Native, and compiles where those types are absent.
 */
type Platform = {
  /** Absent, or throwing at the mere look, where a platform has or a browser allows none; whoever uses these is ready for that. */
  readonly fetch: Fetch;
  readonly localStorage: WebStorage;
  readonly sessionStorage: WebStorage;
  readonly BroadcastChannel?: new (
    name: string,
  ) => {
    onmessage: (() => void) | null;
    postMessage(message: string): void;
    close(): void;
    /** Node's: without it, an open channel keeps the process alive. */
    unref?(): void;
  };
  readonly addEventListener?: Listen;
  readonly removeEventListener?: Listen;
  readonly reportError?: (error: unknown) => void;
};

export type WebStorage = {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};

/** As much of `fetch` as the SDK uses. The platform's own fits, and so does a function that wraps it. */
export type Fetch = (
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string; keepalive?: boolean },
) => Promise<{ readonly ok: boolean; json(): Promise<unknown> }>;

export const platform: Platform = globalThis as object as Platform;

/** Runs an app's callback, so that its error is reported like any uncaught one and stops nothing here. */
export function runCallback(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    if (platform.reportError) platform.reportError(error);
    else Promise.reject(error);
  }
}

/** Listens to an event of the window, where there is a window; gives back the function that stops it. */
export function listen(type: string, listener: () => void): () => void {
  platform.addEventListener?.(type, listener);
  return () => platform.removeEventListener?.(type, listener);
}
