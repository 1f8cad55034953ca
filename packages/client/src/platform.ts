type Listen = (type: string, listener: () => void) => void;

/**
 * The browser APIs that the SDK uses where they exist. Declared here instead of taken from the DOM's types, because the
 * SDK also runs in Node and React Native and must compile without those types.
 */
type Platform = {
  /** These may be absent, and reading them throws where a browser blocks storage: callers handle both. */
  readonly fetch: Fetch;
  readonly localStorage: WebStorage;
  readonly sessionStorage: WebStorage;
  readonly BroadcastChannel?: new (
    name: string,
  ) => {
    onmessage: (() => void) | null;
    postMessage(message: string): void;
    close(): void;
    /** Node only: without it, an open channel keeps the process alive. */
    unref?(): void;
  };
  readonly URL: new (url: string, base?: string) => { href: string; protocol: string; host: string; pathname: string };
  readonly Headers: new (init: unknown) => Iterable<[string, string]> & { set(name: string, value: string): void };
  readonly location?: { readonly href: string };
  readonly AbortController: new () => { readonly signal: Signal; abort(): void };
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  readonly addEventListener?: Listen;
  readonly removeEventListener?: Listen;
  readonly reportError?: (error: unknown) => void;
};

export type WebStorage = {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};

/**
 * The part of `fetch` that the SDK uses. The platform's own fits, and so does a function that wraps it; that passes `init`
 * on as it is, because it also holds the signal that ends a request at its deadline.
 */
export type Fetch = (
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string; keepalive?: boolean },
) => Promise<{ readonly ok: boolean; json(): Promise<unknown> }>;

/** The platform's own types, where the app's `lib` has them. */
type PlatformFetch = typeof globalThis extends { fetch: infer Own } ? Own : Fetch;
export type FetchInit = PlatformFetch extends (url: never, init?: infer Init) => unknown ? Init : never;
export type FetchResponse = PlatformFetch extends (...input: never) => Promise<infer Response> ? Response : never;
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Own } } ? Own : { aborted: boolean };

export const platform: Platform = globalThis as object as Platform;

/** Runs a callback of the app. What it throws is reported like an uncaught error and does not stop the SDK. */
export function runCallback(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    if (platform.reportError) platform.reportError(error);
    else Promise.reject(error);
  }
}

/** Listens to an event of the window, if there is one; returns the function that stops it. */
export function listen(type: string, listener: () => void): () => void {
  platform.addEventListener?.(type, listener);
  return () => platform.removeEventListener?.(type, listener);
}
