import { platform, type WebStorage } from "./platform.ts";

/**
 * Where the SDK keeps the token between visits. The three functions may return a value or a promise, and may fail: the
 * SDK then keeps the value in memory.
 *
 * Use `createLevelUp({ storage: { get: SecureStore.getItemAsync, set: SecureStore.setItemAsync, remove: SecureStore.deleteItemAsync } })`
 * on a phone, for example. The keys are `lu_token`, `lu_rotated`, `lu_device` and `lu_revoke`, each with the address of the
 * server, in letters, digits and `. - _` only.
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

/** `find` runs at each use: it throws where storage is missing or blocked, which `tolerantStorage` handles. */
function webStorage(find: () => WebStorage): TokenStorage {
  return {
    get: (key) => find().getItem(key),
    set: (key, value) => find().setItem(key, value),
    remove: (key) => find().removeItem(key),
  };
}

/** A storage that never fails: what the real one does not accept is kept in memory. */
export interface TolerantStorage {
  /** Calls `use` with the value: at once with a synchronous storage, otherwise after all earlier work. */
  read(key: string, use: (value: string | null) => void): void;
  /** Writes the value, or removes it if null; then calls `done`. */
  write(key: string, value: string | null, done?: () => void): void;
  /** Settles when an asynchronous storage has done all work so far; undefined if there is nothing to wait for. */
  pending(): PromiseLike<void> | undefined;
}

export function tolerantStorage(storage: TokenStorage): TolerantStorage {
  const inMemory = new Map<string, string | null>();
  let queue: PromiseLike<void> | undefined;

  /** Runs the work of a synchronous storage at once, and that of an asynchronous one in order. */
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
        () => (inMemory.has(key) ? inMemory.get(key) : storage.get(key)),
        (value) => use(typeof value === "string" ? value : null),
      );
    },
    write(key, value, done) {
      run(
        () => (value === null ? storage.remove(key) : storage.set(key, value)),
        (_, failed) => {
          if (failed) {
            inMemory.set(key, value);
            // A full storage still holds the old value, which must not come back on the next visit.
            run(
              () => storage.remove(key),
              () => {},
            );
          } else {
            inMemory.delete(key);
          }
          done?.();
        },
      );
    },
    pending: () => queue,
  };
}

/**
 * Whether a stored text has the form of a token (token68 of RFC 9110). Any other text would make every request fail
 * before it is sent. Older clients stored "undefined" when a login had failed.
 */
export function isToken(text: string): boolean {
  return /^(?!null$|undefined$)[\w.~+/=-]+$/.test(text);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}
