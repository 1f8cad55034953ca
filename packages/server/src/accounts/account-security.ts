import type { AccountSecurity } from "@levelup/contract";
import { LevelUpError } from "../errors.ts";
import { describeFactors } from "../factors/factor.use-cases.ts";
import { inspectEncoding } from "../passwords/password.service.ts";
import { Token } from "../tokens/token.entity.ts";
import type { Actor } from "../tokens/verify-token.ts";
import type { AccountDeps } from "./account.service.ts";
import { User } from "./user.entity.ts";

/**
 * How one gets into the caller's account.
 *
 * @throws OVERLOADED; TOKEN_INVALID when the account was deleted after its token was checked.
 */
export function describeSecurity({ database, turns, clock }: AccountDeps, { userId }: Actor): Promise<AccountSecurity> {
  return turns(userId, async () => {
    const em = database.fork();
    const user = await em.findOne(User, userId);
    if (user === null) throw new LevelUpError("TOKEN_INVALID");
    const apiTokens = await em.count(Token, { user: userId, purpose: "api", expiresAt: { $gt: clock.now() } });
    return {
      hasPassword: inspectEncoding(user.passwordHash).kind !== "unusable",
      email: user.email,
      emailVerified: user.emailVerifiedAt != null,
      pendingEmail: user.pendingEmail ?? null,
      ...(await describeFactors(em, userId)),
      apiTokens,
    };
  });
}
