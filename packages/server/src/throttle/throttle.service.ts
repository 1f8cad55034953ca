import { usernameKey } from "@levelup/contract/rules";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Database, Em } from "../db/database.ts";
import type { FactorLimits } from "../factors/factor.declarations.ts";
import { networksOf, widestNetworkOf } from "./address-bucket.ts";
import { deleteAttempts } from "./attempt-rows.ts";
import { type AttemptCounter, createAttempts } from "./attempts.ts";
import { createCounterKeys } from "./counter-keys.ts";
import { createDevices, type DeviceName, type Devices } from "./devices.ts";
import type { CounterName, ThrottleSettings } from "./throttle.settings.ts";
import type { Turns } from "./turns.ts";

/** An attempt to log in: the name as typed, the known device that it comes from, and the address. */
type LoginAttempt = { username: string; device: string | null; address: string | null };

/** The caller of an authenticated use case. */
type Caller = { username: string; tokenId: number };

/**
 * A counted attempt. When it goes out of scope without an outcome it is refunded, as one that failed by our fault. One
 * of which only failures count is refunded when it succeeded.
 */
export type Attempt = AsyncDisposable & { outcome: "failure" | "success" | null };

/** The limits of one attempt. */
type AttemptLimits = {
  /** Refuses an attempt that has to wait, without writing anything. @throws RATE_LIMITED and UNAVAILABLE. */
  check(): Promise<void>;
  /** Counts the attempt. @throws RATE_LIMITED and UNAVAILABLE. */
  consume(): Promise<Attempt>;
  /** Turns the failure that an earlier call was counted as into a success. @throws UNAVAILABLE. */
  succeedLater(): Promise<void>;
};

export type ThrottleService = {
  /** A login. One from a known device counts apart from strangers, whatever those do. */
  login(attempt: LoginAttempt): AttemptLimits;
  /** A login without a name: the account is known only afterwards, so it counts with strangers. */
  namelessLogin(address: string | null): AttemptLimits;
  registration(address: string | null): AttemptLimits;
  /** A proof of who calls by a password, in a change of it or by itself. */
  proof(caller: Caller): AttemptLimits;
  /** A try at a factor of an account, at a login and in a proof of who calls: new challenges are no new budget. */
  factor(name: keyof FactorLimits, username: string): AttemptLimits;
  /**
   * A request for a new password, by what was typed; no account is looked up. One by a device that says it is known
   * counts apart from strangers.
   */
  resetRequest(request: { asked: string; device: DeviceName | null; address: string | null }): AttemptLimits;
  /** The use of a link that sets a new password. */
  reset(address: string | null): AttemptLimits;
  /** Counts a mail that an account asks for. @throws RATE_LIMITED and UNAVAILABLE. */
  countMail(caller: Caller): Promise<void>;
  /** Counts a change of an account that costs no hash. @throws RATE_LIMITED and UNAVAILABLE. */
  countChange(caller: Caller): Promise<void>;
  /**
   * Deletes the counters of an account, with or without those of its factors, and of an address, within the caller's
   * transaction. Returns how many there were.
   */
  unlock(
    em: Em,
    of: { account: { username: string } | null; address: string | null; factors: boolean },
  ): Promise<number>;
  devices: Devices;
};

/** All who log in from an unknown device, or register. */
const strangers = "strangers";

/** IPv6: how many times an address's limit a /64, a /56 and a /48 may use. */
const networkFactors = [1, 2, 3];

/** The limits of attempts, for every route that leads to a use case. */
export function createThrottleService({
  database,
  settings,
  secret,
  turns,
  clock,
  log,
}: {
  database: Database;
  settings: ThrottleSettings;
  secret: Buffer;
  turns: Turns;
  clock: Clock;
  log: Logger;
}): ThrottleService {
  const attempts = createAttempts({ database, clock });
  const keys = createCounterKeys(secret);
  const accountSubject = (username: string) => `account:${usernameKey(username)}`;
  /** Of its own: a mailed reset of the password clears the account's other counters. Stored keys are made of this text. */
  const factorSubject = (username: string) => `second-factor:${usernameKey(username)}`;
  const networkSubject = (network: string) => `network:${network}`;

  function counter(
    name: CounterName,
    counts: AttemptCounter["counts"],
    subject: string,
    detail: string | number = "",
  ): AttemptCounter {
    return { key: keys.of(subject, `${name}:${detail}`), limit: settings.limits[name], counts };
  }

  function networkCounters(name: CounterName, counts: AttemptCounter["counts"], address: string | null) {
    const networks = address === null ? [] : networksOf(address);
    return networks.map((network, index) => {
      const one = counter(name, counts, networkSubject(network));
      const { burst, perHour } = one.limit;
      const factor = networkFactors[index] ?? 1;
      return { ...one, limit: { ...one.limit, burst: burst * factor, perHour: perHour * factor } };
    });
  }

  function loginCounters({ username, device, address }: LoginAttempt): AttemptCounter[] {
    const account = accountSubject(username);
    const logins = counter("accountLogins", "successes", account);
    if (device !== null) {
      return [
        { ...counter("device", "failures", account, device), clearedBySuccess: true },
        counter("devices", "failures", account),
        logins,
      ];
    }
    return [
      counter("account", "failures", account),
      ...(address === null ? [] : [counter("accountAddress", "failures", account, widestNetworkOf(address))]),
      ...networkCounters("address", "failures", address),
      counter("instance", "failures", strangers),
      logins,
      ...networkCounters("addressLogins", "successes", address),
    ];
  }

  /** Attempts of one party wait for the same rows, and so take turns: they must not hold every connection meanwhile. */
  async function consume(counters: AttemptCounter[], party: string): Promise<Attempt> {
    const consumed = await turns(party, () => attempts.consume(counters));
    const attempt: Attempt = {
      outcome: null,
      async [Symbol.asyncDispose]() {
        if (attempt.outcome === "failure") return;
        try {
          await turns(party, () =>
            attempt.outcome === "success" ? attempts.succeed(counters, consumed) : attempts.refund(consumed),
          );
        } catch (error) {
          // It stays counted, which is the safe side; the answer is known and stands.
          log.warn({ err: error }, "attempt not refunded");
        }
      },
    };
    return attempt;
  }

  function limits(counters: AttemptCounter[], party: string): AttemptLimits {
    return {
      check: () => attempts.check(counters),
      consume: () => consume(counters, party),
      succeedLater: () => turns(party, () => attempts.succeedLater(counters)),
    };
  }

  async function count(name: CounterName, { username }: Caller): Promise<void> {
    const counters = [counter(name, "attempts", accountSubject(username))];
    await attempts.check(counters);
    await attempts.consume(counters);
  }

  return {
    login: (attempt) =>
      limits(loginCounters(attempt), attempt.device === null ? strangers : accountSubject(attempt.username)),
    namelessLogin: (address) =>
      limits(
        [
          ...networkCounters("address", "failures", address),
          counter("instance", "failures", strangers),
          ...networkCounters("addressLogins", "successes", address),
        ],
        strangers,
      ),
    registration: (address) => limits(networkCounters("registration", "attempts", address), strangers),
    proof({ username, tokenId }) {
      const account = accountSubject(username);
      const counters = [counter("proof", "attempts", account), counter("tokenProof", "attempts", account, tokenId)];
      return limits(counters, account);
    },
    factor(name, username) {
      const subject = factorSubject(username);
      return limits([counter(name, "failures", subject)], subject);
    },
    resetRequest({ asked, device, address }) {
      const ofAddress = networkCounters("resetAddress", "attempts", address);
      if (device !== null) {
        const subject = `device:${device.userId}`;
        return limits([counter("resetAsked", "attempts", subject, device.name), ...ofAddress], subject);
      }
      const ofAll = counter("resetInstance", "attempts", "instance");
      return limits([counter("resetAsked", "attempts", accountSubject(asked)), ...ofAddress, ofAll], strangers);
    },
    reset: (address) => limits(networkCounters("resetAddress", "attempts", address), strangers),
    countMail: (caller) => count("mail", caller),
    countChange: (caller) => count("accountChange", caller),
    unlock(em, { account, address, factors }) {
      const subjects = [
        ...(account === null ? [] : [accountSubject(account.username)]),
        ...(account === null || !factors ? [] : [factorSubject(account.username)]),
        ...(address === null ? [] : networksOf(address).map(networkSubject)),
      ];
      return deleteAttempts(em, subjects.map(keys.allOf));
    },
    devices: createDevices({ secret, settings, clock }),
  };
}
