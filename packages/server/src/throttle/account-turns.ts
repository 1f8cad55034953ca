import { LevelUpError } from "../errors.ts";

/** Runs work of an account. @throws OVERLOADED when too much of that account waits. */
export type AccountTurns = <Result>(userId: number, work: () => Promise<Result>) => Promise<Result>;

/** Calls of one account that may wait. */
const mostWaiting = 50;

/** Lets few calls of one account at the database at once, so that it never holds more than a part of the connections. */
export function createAccountTurns(atOnce: number): AccountTurns {
  const accounts = new Map<number, { running: number; waiting: (() => void)[] }>();

  return async (userId, work) => {
    const account = accounts.get(userId) ?? { running: 0, waiting: [] };
    accounts.set(userId, account);
    if (account.running < atOnce) {
      account.running += 1;
    } else {
      if (account.waiting.length >= mostWaiting) throw new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 });
      await new Promise<void>((start) => account.waiting.push(start));
    }
    try {
      return await work();
    } finally {
      // The turn goes to the next call without being free in between.
      const next = account.waiting.shift();
      if (next === undefined) account.running -= 1;
      else next();
      if (account.running === 0) accounts.delete(userId);
    }
  };
}
