import type { RegisterOutput, registerInput } from "@levelup/contract";
import type { z } from "zod";
import { recordAudit } from "../audit/audit.ts";
import type { RequestInfo } from "../request-info.ts";
import { mintToken } from "../tokens/mint-token.ts";
import { findAccount } from "./account.query.ts";
import type { AccountDeps } from "./account.service.ts";
import { findCredentials } from "./credentials.ts";
import { insertAccount, isUsernameTaken, usernameTaken } from "./insert-account.ts";

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
  { password, device, ...profile }: Registration,
  request: RequestInfo,
): Promise<RegisterOutput> {
  // The unique index decides who gets a name; this look spares the hash of a name that is plainly taken.
  if ((await findCredentials(database.fork(), profile.username)) !== null) throw usernameTaken();
  const passwordHash = await passwords.hash(password);
  const now = clock.now();
  try {
    return await database.fork().transactional(async (em) => {
      const userId = await insertAccount(em, {
        ...profile,
        passwordHash,
        isStaff: false,
        isSuperuser: false,
        dateJoined: now,
        lastLogin: now,
      });
      const { id: tokenId, ...minted } = await mintToken(em, tokenSettings, { userId, device, request, now });
      await recordAudit(em, { event: "register", outcome: "success", at: now, userId, tokenId, request });
      const account = await findAccount(em, userId);
      if (account === null) throw new Error("a user just inserted is not there");
      return { ...minted, deviceId: throttle.deviceId(userId), account };
    });
  } catch (error) {
    throw isUsernameTaken(error) ? usernameTaken(error) : error;
  }
}
