import type { RegisterOutput, registerInput } from "@levelup/contract";
import type { z } from "zod";
import { auditInsert, auditValues } from "../audit/audit.ts";
import { prepareByName } from "../db/by-name.ts";
import type { RequestInfo } from "../request-info.ts";
import { makeToken, tokenInsert } from "../tokens/mint-token.ts";
import { type AccountRow, accountColumns, readAccount } from "./account.query.ts";
import type { AccountDeps } from "./account.service.ts";
import { findCredentials } from "./credentials.ts";
import { accountInserts, accountValues, isUsernameTaken, usernameTaken } from "./insert-account.ts";

export type Registration = z.output<typeof registerInput>;

/** A user, its gamer, its first token and what the audit says of it: all of them or none, being one statement. */
const registration = `
  with ${accountInserts},
  t as (${tokenInsert({ userId: "u.id", from: "from u" })}),
  event as (${auditInsert({ userId: "u.id", tokenId: "t.id", from: "from u, t" })})
  select ${accountColumns} from u, g`;

/**
 * Makes the use case that creates a user, its gamer and its first token.
 *
 * @throws USERNAME_TAKEN, RATE_LIMITED, OVERLOADED, or what the password policy says.
 */
export function createRegister({ database, passwords, throttle, tokenSettings, clock }: AccountDeps) {
  const insert = prepareByName<AccountRow>(database, registration);

  async function create({ password, device, ...profile }: Registration, request: RequestInfo): Promise<RegisterOutput> {
    // The unique index decides who gets a name; this look spares the hash of a name that is plainly taken.
    if ((await findCredentials(database.fork(), profile.username)) !== null) throw usernameTaken();
    const passwordHash = await passwords.hash(password);
    const now = clock.now();
    const { minted, values } = makeToken(tokenSettings, { device, request, now });
    const roles = { isStaff: false, isSuperuser: false };
    try {
      const [row] = await insert({
        ...values,
        ...auditValues({ event: "register", outcome: "success", at: now, request }),
        ...accountValues({ ...profile, ...roles, passwordHash, dateJoined: now, lastLogin: now }),
      });
      if (row === undefined) throw new Error("a user just inserted is not there");
      return { ...minted, deviceId: throttle.deviceId(row.user_id), account: readAccount(row) };
    } catch (error) {
      throw isUsernameTaken(error) ? usernameTaken(error) : error;
    }
  }

  return async function register(input: Registration, request: RequestInfo): Promise<RegisterOutput> {
    passwords.assertAcceptable(input.password, input, "password");
    return passwords.admit(() => throttle.registration(request.address, () => create(input, request)));
  };
}
