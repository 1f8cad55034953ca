import type { RegisterOutput, registerInput } from "@levelup/contract";
import { usernameKey } from "@levelup/contract/rules";
import type { z } from "zod";
import { recordAudit } from "../audit/record-audit.ts";
import type { Em } from "../db/database.ts";
import { violates } from "../db/violates.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { hashParty } from "../throttle/hash-party.ts";
import { issueToken } from "../tokens/issue-token.ts";
import type { AccountDeps } from "./account.service.ts";
import { describeAccount } from "./account.ts";
import { Gamer } from "./gamer.entity.ts";
import { queueAccountMail } from "./queue-account-mail.ts";
import { User, usernameKeyIndex } from "./user.entity.ts";

export type Registration = z.output<typeof registerInput>;

/** What an account is created of, but for its password. */
export type Profile = Omit<Registration, "password" | "device">;

/**
 * Creates a user, its gamer and its first token in one transaction.
 *
 * @throws USERNAME_TAKEN, RATE_LIMITED, OVERLOADED, or a code of the password policy.
 */
export async function register(
  { database, passwords, throttle, tokenSettings, clock, mailOffered }: AccountDeps,
  { password, device, ...profile }: Registration,
  request: RequestInfo,
): Promise<RegisterOutput> {
  const limits = throttle.registration(request.address);
  await limits.check();
  passwords.assertAcceptable(password, profile, "password");
  using place = passwords.admit(hashParty({ address: request.address }));
  await using attempt = await limits.consume();
  const em = database.fork();
  if (await isUsernameTaken(em, profile.username)) {
    attempt.outcome = "failure";
    throw usernameTaken();
  }
  const passwordHash = await passwords.hash(password, place);
  const now = clock.now();
  const { devices, name } = throttle.devices.remember([], null);
  const user = createAccount(em, profile, { passwordHash, devices, dateJoined: now, lastLogin: now });
  const { token, minted } = issueToken(em, tokenSettings, { user, device, request, now });
  recordAudit(em, { event: "register", outcome: "success", at: now, user, token, request });
  if (mailOffered && user.email !== "") {
    queueAccountMail(em, { kind: "confirm_address", user, address: user.email, device, request, now });
  }
  attempt.outcome = "failure";
  await flushAccount(em);
  attempt.outcome = "success";
  return { ...minted, deviceId: throttle.devices.idOf(user.id, name), account: describeAccount(user, profile.bio) };
}

/** Adds a user and its gamer to the unit of work of `em`. */
export function createAccount(
  em: Em,
  { bio, ...profile }: Profile,
  columns: Pick<User, "passwordHash" | "dateJoined" | "lastLogin"> & Partial<User>,
): User {
  const user = em.create(User, { ...profile, usernameKey: usernameKey(profile.username), ...columns });
  em.create(Gamer, { user, bio });
  return user;
}

/** Whether a name is plainly taken, which saves a hash. In a race the unique index decides. */
export async function isUsernameTaken(em: Em, username: string): Promise<boolean> {
  return (await em.count(User, { usernameKey: usernameKey(username) })) > 0;
}

/** Writes a new account. @throws USERNAME_TAKEN. */
export async function flushAccount(em: Em): Promise<void> {
  try {
    await em.flush();
  } catch (error) {
    throw violates(error, usernameKeyIndex) ? usernameTaken(error) : error;
  }
}

export function usernameTaken(cause?: Error): LevelUpError {
  return new LevelUpError("USERNAME_TAKEN", { field: "username" }, { cause });
}
