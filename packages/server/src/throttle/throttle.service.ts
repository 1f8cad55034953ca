import { usernameKey } from "@levelup/contract/rules";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Database, Em } from "../db/database.ts";
import type { CounterName, ThrottleSettings } from "../throttle/throttle.settings.ts";
import { addressBucket } from "./address-bucket.ts";
import { type Counter, createAttempts, forgetAttempts } from "./attempts.ts";
import { createCounterKeys } from "./counter-keys.ts";
import { createDeviceIds, type DeviceOwner } from "./device-id.ts";

/** An attempt to log in: the name as typed, the account of that name if there is one, and where it comes from. */
type LoginAttempt = {
  username: string;
  user: DeviceOwner | null;
  deviceId: string | undefined;
  address: string | null;
};

/**
 * An attempt that was counted before it runs, so that of guesses that race at a limit no more pass than the limit says.
 * When it goes out of scope it is refunded, as one that failed by our fault, unless one of these was called.
 */
type Attempt = AsyncDisposable & {
  /** It stays counted, as one that was answered. */
  keep(): void;
  /** It succeeded: its counters are refunded, those of a known device reset. */
  reset(): void;
};

export type ThrottleService = {
  /**
   * Counts a login: for a device that has logged in to the account before, in a counter of its own; for a stranger, in
   * those of the account, of the address and of all strangers.
   *
   * @throws RATE_LIMITED and UNAVAILABLE.
   */
  login(attempt: LoginAttempt): Promise<Attempt>;
  /** Counts a registration of an address. @throws as `login` does. */
  registration(address: string | null): Promise<Attempt>;
  /** Counts a password change of an account. @throws as `login` does. */
  passwordChange(userId: number): Promise<Attempt>;
  /**
   * Deletes the counters of an account, with those of the devices known to it, and of an address, within the caller's
   * transaction. Returns how many there were.
   */
  unlock(em: Em, of: { account: { id: number; username: string } | null; address: string | null }): Promise<number>;
  /** The id that tells this device from strangers at its next login. `presented` is the one that it has so far. */
  deviceId(user: DeviceOwner, presented?: string | undefined): string;
};

/** The limits of attempts, for every route that leads to a use case. */
export function createThrottleService({
  database,
  settings,
  secret,
  clock,
  log,
}: {
  database: Database;
  settings: ThrottleSettings;
  secret: Buffer;
  clock: Clock;
  log: Logger;
}): ThrottleService {
  const attempts = createAttempts({ database, clock });
  const devices = createDeviceIds(secret, { days: settings.deviceDays });

  const keys = createCounterKeys(secret);

  function counter(name: CounterName, key: Buffer, onSuccess: Counter["onSuccess"] = "refund"): Counter {
    return { key, limit: settings.limits[name], onSuccess };
  }

  function loginCounters({ username, user, deviceId, address }: LoginAttempt): Counter[] {
    const device = user === null ? null : devices.read(deviceId, user, clock.now());
    if (device !== null) return [counter("device", keys.device(device.userId, device.id), "clear")];
    const ofAddress = address === null ? [] : [counter("address", keys.one("address", addressBucket(address)))];
    return [
      counter("account", keys.one("account", usernameKey(username))),
      ...ofAddress,
      counter("instance", keys.one("instance", "logins")),
    ];
  }

  async function consume(counters: Counter[]): Promise<Attempt> {
    const taken = await attempts.take(counters);
    let settle: "refund" | "succeed" | null = "refund";
    return {
      keep() {
        settle = null;
      },
      reset() {
        settle = "succeed";
      },
      async [Symbol.asyncDispose]() {
        if (settle === null) return;
        try {
          await attempts[settle](taken);
        } catch (error) {
          // It stays counted, which is the safe side; the answer is known and stands.
          log.warn({ err: error }, "attempt not refunded");
        }
      },
    };
  }

  return {
    login: (attempt) => consume(loginCounters(attempt)),
    registration: (address) =>
      consume(address === null ? [] : [counter("registration", keys.one("registration", addressBucket(address)))]),
    passwordChange: (userId) => consume([counter("passwordChange", keys.one("passwordChange", userId))]),
    async unlock(em, { account, address }) {
      const ofAddress = address === null ? [] : (["address", "registration"] as const);
      const exact = ofAddress.map((name) => keys.one(name, addressBucket(address ?? "")));
      if (account === null) return forgetAttempts(em, { exact, between: [] });
      exact.push(keys.one("account", usernameKey(account.username)), keys.one("passwordChange", account.id));
      return forgetAttempts(em, { exact, between: [keys.devicesOf(account.id)] });
    },
    deviceId(user, presented) {
      const now = clock.now();
      return devices.issue(user, devices.read(presented, user, now), now);
    },
  };
}
