import type { Em } from "./database.ts";
import { sqlStateOf } from "./error-causes.ts";

/** How often a transaction is tried before its caller is told that the database cannot serve now. */
const maxTries = 4;

/** serialization_failure and deadlock_detected: PostgreSQL gave the transaction up for the sake of another one. */
const conflictStates = ["40001", "40P01"];

/** Runs work in a transaction of its own, again when PostgreSQL gave it up: all that the work did is undone then. */
export async function transactional<Result>(fork: () => Em, work: (em: Em) => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await fork().transactional(work);
    } catch (error) {
      if (tries === maxTries || !conflictStates.includes(sqlStateOf(error) ?? "")) throw error;
    }
  }
}
