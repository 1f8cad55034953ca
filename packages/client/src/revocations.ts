import { isToken, type TolerantStorage } from "./storage.ts";

/**
 * Tokens that this device has let go of and that the server must still hear about.
 *
 * They are stored, under `lu_revoke`, from the moment of the logout until the server has answered: as a rule one round
 * trip, and longer only while the device is offline. What is stored is the token itself, since nothing less lets the
 * server end it. That is no more than lay in the same storage a moment before, and the other choice, to forget it,
 * would leave the token alive on the server until it expires, with nobody able to revoke it.
 */
export type Revocations = {
  /** Takes a token in; what is left of earlier ones is tried with it. Resolves with whether the server has answered for it. */
  add(token: string): Promise<boolean>;
  /** Tries again what could not be revoked so far. */
  flush(): Promise<void>;
};

const storageKey = "lu_revoke";

/** As many live tokens as the server lets an account have; more than that cannot be waiting for good reason. */
const maxWaiting = 20;

/** `revoke` tells whether it is done with the token for good; it must not reject. */
export function createRevocations(storage: TolerantStorage, revoke: (token: string) => Promise<boolean>): Revocations {
  const waiting = new Set<string>();
  const done = new Set<string>();
  let running: Promise<void> | undefined;

  // Another tab may have written since: what is there is merged with ours, never replaced.
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
