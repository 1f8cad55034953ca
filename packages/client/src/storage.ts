import { platform, type WebStorage } from "./platform.ts";

/**
 * Where the SDK keeps the token between visits. The three functions may answer at once or by promise, and may throw: the
 * SDK then keeps in memory what the storage would not take.
 *
 * Use `createLevelUp({ storage: { get: SecureStore.getItemAsync, set: SecureStore.setItemAsync, remove: SecureStore.deleteItemAsync } })`
 * on a phone, for instance. The keys are `lu_token`, `lu_device` and `lu_revoke`.
 */
export interface TokenStorage {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, value: string): unknown;
  remove(key: string): unknown;
}

/** The token outlives the browser, and every tab of the site shares it. The default in a browser. */
export function localStorageStorage(): TokenStorage {
  return webStorage(() => platform.localStorage);
}

/** The token lives as long as its tab, and no other tab has it. */
export function sessionStorageStorage(): TokenStorage {
  return webStorage(() => platform.sessionStorage);
}

/** The token lives as long as the page or the process. The default where there is no `localStorage`. */
export function memoryStorage(): TokenStorage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => values.set(key, value),
    remove: (key) => values.delete(key),
  };
}

/** Looked up at each use: where there is none, or a browser blocks it, using it throws, and the caller expects that. */
function webStorage(find: () => WebStorage): TokenStorage {
  return {
    get: (key) => find().getItem(key),
    set: (key, value) => find().setItem(key, value),
    remove: (key) => find().removeItem(key),
  };
}

/** A storage that never fails: what the real one refuses is kept in memory, and read from there. */
export interface TolerantStorage {
  /** Calls `use` with the value: at once with a synchronous storage, else when all earlier work is done. */
  read(key: string, use: (value: string | null) => void): void;
  /** Writes, or removes with null; then calls `done`. */
  write(key: string, value: string | null, done?: () => void): void;
  /** Settles when an asynchronous storage has done everything so far; undefined while there is nothing to wait for. */
  pending(): PromiseLike<void> | undefined;
}

export function tolerantStorage(storage: TokenStorage): TolerantStorage {
  const refused = new Map<string, string | null>();
  let queue: PromiseLike<void> | undefined;

  /** Runs a synchronous storage's work at once, and keeps the order of an asynchronous one's. */
  function run(work: () => unknown, then: (value: unknown, failed?: boolean) => void): void {
    const start = (): PromiseLike<void> | undefined => {
      let answer: unknown;
      try {
        answer = work();
      } catch {
        then(null, true);
        return;
      }
      if (isPromise(answer)) return answer.then(then, () => then(null, true));
      then(answer);
    };
    const running = queue ? queue.then(start) : start();
    if (!running) return;
    const last = running.then(() => {
      if (queue === last) queue = undefined;
    });
    queue = last;
  }

  return {
    read(key, use) {
      run(
        () => (refused.has(key) ? refused.get(key) : storage.get(key)),
        (value) => use(typeof value === "string" ? value : null),
      );
    },
    write(key, value, done) {
      run(
        () => (value === null ? storage.remove(key) : storage.set(key, value)),
        (_, failed) => {
          if (failed) {
            refused.set(key, value);
            // A full storage still holds the former value, which must not come back on the next visit.
            run(
              () => storage.remove(key),
              () => {},
            );
          } else {
            refused.delete(key);
          }
          done?.();
        },
      );
    },
    pending: () => queue,
  };
}

/**
 * Whether a stored text can be a token, in the form that RFC 9110 calls token68. Anything else would make every request
 * fail before it is sent. Clients of the original wrote "undefined" when a login had failed.
 */
export function isToken(text: string): boolean {
  return /^(?!null$|undefined$)[\w.~+/=-]+$/.test(text);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}
