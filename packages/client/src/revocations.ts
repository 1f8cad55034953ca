import { isToken, type TolerantStorage } from "./storage.ts";

/**
 * Tokens that this device no longer uses and that the server must still revoke.
 *
 * They are stored under `lu_revoke` from the logout until the server has answered: usually for one round trip, longer
 * while the device is offline. The token itself is stored, because revoking it needs it. It was in the same storage a
 * moment before, and without it the token would live on the server until it expires.
 */
export type Revocations = {
  /** Revokes a token, and tries the earlier ones again. Resolves with whether the token is revoked. */
  add(token: string): Promise<boolean>;
  /** Tries to revoke what is left. */
  flush(): Promise<void>;
};

const storageKey = "lu_revoke";

/** The server keeps no more live tokens for an account, so older ones are dead already. */
const maxWaiting = 20;

/** `revoke` resolves with whether the token needs no further attempt; it must not reject. */
export function createRevocations(storage: TolerantStorage, revoke: (token: string) => Promise<boolean>): Revocations {
  const waiting = new Set<string>();
  const done = new Set<string>();
  let running: Promise<void> | undefined;

  // Merged with what is stored: another tab may have added tokens.
  function save(): void {
    storage.read(storageKey, (stored) => {
      const left = [...new Set([...parse(stored), ...waiting])].filter((token) => !done.has(token));
      storage.write(storageKey, left.slice(-maxWaiting).join(" ") || null);
    });
  }

  async function revokeAll(): Promise<void> {
    for (const token of waiting) {
      if (!(await revoke(token))) continue;
      waiting.delete(token);
      done.add(token);
      save();
    }
    running = undefined;
  }

  function flush(): Promise<void> {
    if (!waiting.size) return Promise.resolve();
    running ??= revokeAll();
    return running;
  }

  storage.read(storageKey, (stored) => {
    for (const token of parse(stored)) waiting.add(token);
    flush();
  });

  return {
    async add(token) {
      waiting.add(token);
      save();
      await flush();
      return !waiting.has(token);
    },
    flush,
  };
}

function parse(stored: string | null): string[] {
  return (stored ?? "").split(" ").filter(isToken);
}
