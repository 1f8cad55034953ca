import type { WireErrorData } from "@levelup/contract/errors";
import type { LogoutOutput } from "./api.ts";
import { withDeadline } from "./deadline.ts";
import { isDeadTokenCode } from "./errors.ts";
import { platform } from "./platform.ts";
import { isToken, type TolerantStorage } from "./storage.ts";
import type { Send } from "./transport.ts";

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
  flush(): void;
};

const storageKey = "lu_revoke";

/** The server keeps no more live tokens for an account, so older ones are dead already. */
const maxWaiting = 20;

/** `connect` opens a connection that sends the given token. */
export function createRevocations(storage: TolerantStorage, connect: (token: string) => Send): Revocations {
  const waiting = new Set<string>();
  const done = new Set<string>();
  const attempts = new Map<string, Promise<boolean>>();

  // Merged with what is stored: another tab may have added tokens.
  function save(): void {
    storage.read(storageKey, (stored) => {
      const left = [...new Set([...parse(stored), ...waiting])].filter((token) => !done.has(token));
      storage.write(storageKey, left.slice(-maxWaiting).join(" ") || null);
    });
  }

  /** Tries a token unless an attempt is under way. No token waits for another. */
  function attempt(token: string): Promise<boolean> {
    const running = attempts.get(token);
    if (running) return running;
    const started = revoke(connect(token)).then((revoked) => {
      attempts.delete(token);
      if (revoked) {
        waiting.delete(token);
        done.add(token);
        save();
      }
      return revoked;
    });
    attempts.set(token, started);
    return started;
  }

  function flush(): void {
    for (const token of waiting) attempt(token);
  }

  storage.read(storageKey, (stored) => {
    for (const token of parse(stored).slice(-maxWaiting)) waiting.add(token);
    flush();
  });

  return {
    add(token) {
      waiting.add(token);
      for (const oldest of waiting) if (waiting.size > maxWaiting) waiting.delete(oldest);
      save();
      flush();
      return attempt(token);
    },
    flush,
  };
}

/**
 * Whether the token is revoked: the server says so, or no longer accepts the token. Any other answer may come from a
 * proxy, or from a server that did nothing. Never rejects, and gives up after a deadline.
 */
async function revoke(send: Send): Promise<boolean> {
  const controller = new platform.AbortController();
  const answer = send("mutation", "auth.logout", undefined, controller.signal).then(
    (data) => typeof (data as Partial<LogoutOutput> | undefined)?.revoked === "boolean",
    (failure) => isDeadTokenCode((failure as { data?: Partial<WireErrorData> }).data?.code),
  );
  return (await withDeadline(answer, () => controller.abort())) ?? false;
}

function parse(stored: string | null): string[] {
  return (stored ?? "").split(" ").filter(isToken);
}
