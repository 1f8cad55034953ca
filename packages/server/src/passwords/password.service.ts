import { timingSafeEqual } from "node:crypto";
import { normalizePassword } from "@levelup/contract/rules";
import { LevelUpError } from "../errors.ts";
import { decoyAt, encodeOurs, isOurs, isOursAt, makeUpFor } from "./encodings/bcrypt.ts";
import { readEncoding } from "./encodings/read-encoding.ts";
import type { Refused, Verifiable } from "./encodings/reading.ts";
import { createHashQueue, type HashParty, type HashPlace, type OnHashWait } from "./hash-queue.ts";
import { lowerHashThreadPriority } from "./hash-threads.ts";
import type { PasswordSettings } from "./password.settings.ts";
import { brokenRule, type PasswordOwner, whyNotHashable } from "./policy.ts";

export type PasswordService = {
  /**
   * The policy, for a password that is being set: some milliseconds at most, and called before any hash.
   *
   * @throws the code of the first rule that it breaks.
   */
  assertAcceptable(password: string, owner: PasswordOwner, field: "password" | "newPassword"): void;
  /** Admits a use case that is going to hash, until the place is disposed of. @throws OVERLOADED when all are taken. */
  admit(party: HashParty): HashPlace;
  /** The password in our encoding. @throws OVERLOADED, or PASSWORD_TOO_LONG and PASSWORD_MALFORMED without the policy. */
  hash(password: string, place?: HashPlace): Promise<string>;
  /**
   * Whether the password is the one that was encoded, and whether it should be encoded anew: by us, at today's cost.
   * An account that is unknown (null) or has no readable password takes as long as a wrong password does.
   *
   * @throws OVERLOADED.
   */
  verify(
    password: string,
    encoded: string | null,
    place?: HashPlace,
  ): Promise<{ valid: boolean; needsRehash: boolean }>;
  /** How many hashes run, and how many wait. */
  load(): { running: number; waiting: number };
};

/** @throws RangeError for a cost beyond its bounds. */
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
  async function matches(password: string, target: Verifiable): Promise<boolean> {
    if (isSame(await target.encode(password), target.encoded)) return true;
    for (const more of makeUpFor(target, cost)) await more.encode(password);
    return false;
  }

  return {
    assertAcceptable(password, owner, field) {
      const code = brokenRule(password, owner);
      if (code !== null) throw new LevelUpError(code, { field });
    },
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
      // One hash, however it is spelt: Django hashed what it got, and we hash NFC.
      const spelling = isOurs(target.encoded) ? normalizePassword(password) : password;
      const valid = (await hashing(() => matches(spelling, target), place)) && target !== decoy;
      return { valid, needsRehash: valid && !isOursAt(cost, target.encoded) };
    },
    load: queue.load,
  };
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
