import { timingSafeEqual } from "node:crypto";
import { LevelUpError } from "../errors.ts";
import { decoyAt, encodeOurs, isOurs, makeUpFor } from "./encodings/bcrypt.ts";
import { readEncoding } from "./encodings/read-encoding.ts";
import type { Refused, Verifiable } from "./encodings/reading.ts";
import { createHashQueue, type HashParty, type HashPlace, type OnHashWait } from "./hash-queue.ts";
import { lowerHashThreadPriority } from "./hash-threads.ts";
import type { PasswordSettings } from "./password.settings.ts";
import { assertAcceptable, normalizePassword, type PasswordOwner, whyNotHashable } from "./policy.ts";

export type PasswordService = {
  /**
   * The policy, for a password that is being set; cheap, and called before any hash.
   * Throws PASSWORD_TOO_LONG, _MALFORMED, _TOO_SHORT, _IS_USERNAME, _IS_EMAIL or _COMMON, the first that applies.
   */
  assertAcceptable(password: string, about: PasswordOwner, field: "password" | "newPassword"): void;
  /** Admits a use case that is going to hash, until the place is disposed of. @throws OVERLOADED when all are taken. */
  admit(party: HashParty): HashPlace;
  /** The password in our encoding. Throws OVERLOADED; PASSWORD_TOO_LONG or _MALFORMED if it was not asked first. */
  hash(password: string, place?: HashPlace): Promise<string>;
  /**
   * Whether the password is the one that was encoded, and whether it should be encoded anew: by us, at today's cost.
   * An account that is unknown (null) or has no readable password takes as long as a wrong password does.
   * Throws OVERLOADED.
   */
  verify(
    password: string,
    encoded: string | null,
    place?: HashPlace,
  ): Promise<{ valid: boolean; needsRehash: boolean }>;
  /** How many hashes run, and how many wait. */
  load(): { running: number; waiting: number };
};

/** Throws RangeError for a cost beyond its bounds. `onWait` hears of each hash's wait in the line. */
export function createPasswordService(settings: PasswordSettings, deps: { onWait?: OnHashWait } = {}): PasswordService {
  const { bcryptCost: cost } = settings;
  const decoy = decoyAt(cost);
  const queue = createHashQueue(
    { concurrency: settings.hashConcurrency, limit: settings.hashQueueLimit, deadlineMs: settings.hashQueueDeadlineMs },
    deps.onWait,
  );

  let isPriorityLowered = false;

  async function hashing<T>(work: () => Promise<T>, place?: HashPlace): Promise<T> {
    try {
      return await queue.run(work, place);
    } finally {
      if (!isPriorityLowered) lowerHashThreadPriority();
      isPriorityLowered = true;
    }
  }

  /** A wrong password costs today's work even where the cost has been raised since (Django's `harden_runtime`). */
  async function check(passwords: Set<string>, target: Verifiable): Promise<string | undefined> {
    const match = await firstMatch(passwords, target);
    if (match !== undefined) return match;
    for (const standIn of makeUpFor(target, cost)) await firstMatch(passwords, standIn);
  }

  return {
    assertAcceptable,
    admit: queue.admit,
    async hash(password, place) {
      const code = whyNotHashable(password);
      if (code !== null) throw new LevelUpError(code);
      return hashing(() => encodeOurs(normalizePassword(password), cost), place);
    },
    async verify(password, encoded, place) {
      if (whyNotHashable(password) !== null) return { valid: false, needsRehash: false };
      const reading = readEncoding(encoded ?? "");
      const target = reading.kind === "verifiable" ? reading : decoy;
      const match = await hashing(() => check(spellings(password), target), place);
      const valid = match !== undefined && target !== decoy;
      const asWeHashIt = isOurs(target.encoded, cost) && match === normalizePassword(password);
      return { valid, needsRehash: valid && !asWeHashIt };
    },
    load: queue.load,
  };
}

/** As we hash it and, where that differs, as it was typed: Django hashes what it gets. */
function spellings(password: string): Set<string> {
  return new Set([normalizePassword(password), password]);
}

async function firstMatch(passwords: Iterable<string>, target: Verifiable): Promise<string | undefined> {
  for (const password of passwords) {
    if (isSame(await target.encode(password), target.encoded)) return password;
  }
}

/** Takes as long wherever the texts differ. Their length is no secret. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What an import should know of a stored password. `unusable` is Django's `!…`, an account without a password. */
export type EncodingReport = { kind: "verifiable"; algorithm: string } | { kind: "unusable" } | Refused;

/** Whether a password can be checked against an encoding here, and if not, why. Cheap, and never throws. */
export function inspectEncoding(encoded: string): EncodingReport {
  const reading = readEncoding(encoded);
  return reading.kind === "verifiable" ? { kind: reading.kind, algorithm: reading.algorithm } : reading;
}
