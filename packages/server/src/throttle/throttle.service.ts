import { errorTable } from "@levelup/contract/errors";
import { usernameKey } from "@levelup/contract/rules";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Database, Em } from "../db/database.ts";
import type { CounterName, ThrottleSettings } from "../env/throttle.ts";
import { LevelUpError } from "../errors.ts";
import { addressBucket } from "./address-bucket.ts";
import { type Counter, createAttempts, forgetAttempts } from "./attempts.ts";
import { createCounterKeys } from "./counter-keys.ts";
import { createDeviceIds } from "./device-id.ts";

/** Who tries to log in: the name as typed, the account behind it if there is one, and where from. */
type LoginAttempt = {
  username: string;
  userId: number | null;
  deviceId: string | undefined;
  address: string | null;
};

export type ThrottleService = {
  /**
   * Counts a login and then runs it. What is not `valid` stays counted: for a device that has logged in to the account
   * before, in a counter of its own; for a stranger, in those of the account, of the address and of all strangers.
   *
   * @throws RATE_LIMITED and UNAVAILABLE, both before anything runs.
   */
  login<Answer extends { valid: boolean }>(attempt: LoginAttempt, run: () => Promise<Answer>): Promise<Answer>;
  /** Counts a registration of an address, whether it succeeds or not, and runs it. @throws as `login` does. */
  registration<Answer>(address: string | null, run: () => Promise<Answer>): Promise<Answer>;
  /** Counts a password change, whether it succeeds or not, and runs it. @throws as `login` does. */
  passwordChange<Answer>(userId: number, run: () => Promise<Answer>): Promise<Answer>;
  /**
   * Forgets what was counted against an account, be it by strangers or by any device known to it, and against an
   * address, within the caller's transaction. Returns how many counters that were.
   */
  forget(em: Em, of: { account: { id: number; username: string } | null; address: string | null }): Promise<number>;
  /** The id that tells this device from strangers at its next login. `presented` is the one that it has so far. */
  deviceId(userId: number, presented?: string | undefined): string;
};

/** What may be tried how often. The limits live here, behind every door. */
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

  function loginCounters({ username, userId, deviceId, address }: LoginAttempt): Counter[] {
    const device = userId === null ? null : devices.read(deviceId, userId, clock.now());
    if (device !== null) return [counter("device", keys.device(device.userId, device.id), "clear")];
    const ofAddress = address === null ? [] : [counter("address", keys.one("address", addressBucket(address)))];
    return [
      counter("account", keys.one("account", usernameKey(username))),
      ...ofAddress,
      counter("instance", keys.one("instance", "logins")),
    ];
  }

  /** Reserved before, given back after: of guesses that race at a limit no more pass than the limit says. */
  async function counted<Answer>(
    counters: Counter[],
    run: () => Promise<Answer>,
    succeeded: (answer: Answer) => boolean,
  ): Promise<Answer> {
    const taken = await attempts.take(counters);
    const settle = async (how: "refund" | "succeed") => {
      try {
        await attempts[how](taken);
      } catch (error) {
        // The attempt stays counted, which is the safe side; its answer is known and stands.
        log.warn({ err: error }, "attempt not given back");
      }
    };
    try {
      const answer = await run();
      if (succeeded(answer)) await settle("succeed");
      return answer;
    } catch (error) {
      if (!wasJudged(error)) await settle("refund");
      throw error;
    }
  }

  return {
    login: (attempt, run) => counted(loginCounters(attempt), run, ({ valid }) => valid),
    registration: (address, run) =>
      counted(
        address === null ? [] : [counter("registration", keys.one("registration", addressBucket(address)))],
        run,
        () => false,
      ),
    passwordChange: (userId, run) =>
      counted([counter("passwordChange", keys.one("passwordChange", userId))], run, () => false),
    async forget(em, { account, address }) {
      const ofAddress = address === null ? [] : (["address", "registration"] as const);
      const exact = ofAddress.map((name) => keys.one(name, addressBucket(address ?? "")));
      if (account === null) return forgetAttempts(em, { exact, between: [] });
      exact.push(keys.one("account", usernameKey(account.username)), keys.one("passwordChange", account.id));
      return forgetAttempts(em, { exact, between: [keys.devicesOf(account.id)] });
    },
    deviceId(userId, presented) {
      const now = clock.now();
      return devices.issue(userId, devices.read(presented, userId, now), now);
    },
  };
}

/** Whether a call that threw had its answer: one that failed by our fault, or for lack of room, taught nobody anything. */
function wasJudged(error: unknown): boolean {
  return error instanceof LevelUpError && errorTable[error.code].status < 500;
}
