import type { RegisterOutput, registerInput } from "@levelup/contract";
import { usernameKey } from "@levelup/contract/rules";
import { UniqueConstraintViolationException } from "@mikro-orm/core";
import type { z } from "zod";
import { recordAudit } from "../audit/audit.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { mintToken } from "../tokens/mint-token.ts";
import { findAccount } from "./account.query.ts";
import type { AccountDeps } from "./account.service.ts";
import { findCredentials } from "./credentials.ts";
import { Gamer } from "./gamer.entity.ts";
import { User, usernameKeyIndex } from "./user.entity.ts";

export type Registration = z.output<typeof registerInput>;

/**
 * Creates a user, its gamer and its first token in one transaction, so that all of them are there or none.
 *
 * @throws USERNAME_TAKEN, RATE_LIMITED, OVERLOADED, or what the password policy says.
 */
export async function register(deps: AccountDeps, input: Registration, request: RequestInfo): Promise<RegisterOutput> {
  const { passwords, throttle } = deps;
  passwords.assertAcceptable(input.password, input, "password");
  return passwords.admit(() => throttle.registration(request.address, () => create(deps, input, request)));
}

async function create(
  { database, passwords, throttle, tokenSettings, clock }: AccountDeps,
  input: Registration,
  request: RequestInfo,
): Promise<RegisterOutput> {
  // The unique index decides who gets a name; this look spares the hash of a name that is plainly taken.
  if ((await findCredentials(database.fork(), input.username)) !== null) throw usernameTaken();
  const passwordHash = await passwords.hash(input.password);
  const now = clock.now();
  try {
    return await database.fork().transactional(async (em) => {
      const userId = await em.insert(User, {
        username: input.username,
        usernameKey: usernameKey(input.username),
        email: input.email,
        passwordHash,
        firstName: input.firstName,
        lastName: input.lastName,
        isActive: true,
        isStaff: false,
        isSuperuser: false,
        dateJoined: now,
        lastLogin: now,
      });
      await em.insert(Gamer, { user: userId, bio: input.bio });
      const { id: tokenId, ...minted } = await mintToken(em, tokenSettings, {
        userId,
        device: input.device,
        request,
        now,
      });
      await recordAudit(em, { event: "register", outcome: "success", at: now, userId, tokenId, request });
      const account = await findAccount(em, userId);
      if (account === null) throw new Error("a user just inserted is not there");
      return { ...minted, deviceId: throttle.deviceId(userId), account };
    });
  } catch (error) {
    throw isUsernameTaken(error) ? usernameTaken(error) : error;
  }
}

/** MikroORM copies the driver's fields, the constraint's name among them, onto its own error. */
function isUsernameTaken(error: unknown): error is Error {
  return (
    error instanceof UniqueConstraintViolationException &&
    "constraint" in error &&
    error.constraint === usernameKeyIndex
  );
}

function usernameTaken(cause?: Error): LevelUpError {
  return new LevelUpError("USERNAME_TAKEN", { field: "username" }, { cause });
}
