import type { Account, LoginOutput, MintedToken, RegisterOutput, updateAccountInput } from "@levelup/contract";
import type { Logger } from "pino";
import type { z } from "zod";
import { recordAudit } from "../audit/audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { TokenSettings } from "../env.ts";
import { LevelUpError } from "../errors.ts";
import type { PasswordService } from "../passwords/password.service.ts";
import type { RequestInfo } from "../request-info.ts";
import type { ThrottleService } from "../throttle/throttle.service.ts";
import type { Actor } from "../tokens/verified-token.ts";
import { findAccount } from "./account.query.ts";
import { changePassword, type PasswordChange } from "./change-password.ts";
import { Gamer } from "./gamer.entity.ts";
import { type Login, login } from "./login.ts";
import { createRegister, type Registration } from "./register.ts";
import { User } from "./user.entity.ts";

export type AccountDeps = {
  database: Database;
  passwords: PasswordService;
  throttle: ThrottleService;
  tokenSettings: TokenSettings;
  clock: Clock;
  log: Logger;
};

type AccountUpdate = z.output<typeof updateAccountInput>;

export type AccountService = {
  /** @throws what {@link createRegister} says. */
  register(input: Registration, request: RequestInfo): Promise<RegisterOutput>;
  /** @throws what {@link login} throws. */
  login(input: Login, request: RequestInfo): Promise<LoginOutput>;
  /** @throws what {@link changePassword} throws. */
  changePassword(actor: Actor, input: PasswordChange, request: RequestInfo): Promise<MintedToken>;
  /** The account as it was when the token was checked. */
  me(actor: Actor): Account;
  /**
   * Writes the given fields, all of them or none.
   *
   * @throws TOKEN_INVALID when the account went after its token was checked.
   */
  update(actor: Actor, input: AccountUpdate, request: RequestInfo): Promise<Account>;
};

/** What can be done with accounts, whichever door the call comes through. */
export function createAccountService(deps: AccountDeps): AccountService {
  const { database, clock } = deps;

  async function update(actor: Actor, { bio, ...names }: AccountUpdate, request: RequestInfo): Promise<Account> {
    return database.fork().transactional(async (em) => {
      const user = await em.findOne(User, actor.userId);
      if (user === null) throw new LevelUpError("TOKEN_INVALID");
      for (const [field, value] of Object.entries(names)) {
        if (value !== undefined) em.assign(user, { [field]: value });
      }
      if (bio !== undefined) {
        await em.upsert(Gamer, { user: user.id, bio }, { onConflictFields: ["user"], onConflictMergeFields: ["bio"] });
      }
      await em.flush();
      await recordAudit(em, {
        event: "account_update",
        outcome: "success",
        at: clock.now(),
        userId: user.id,
        tokenId: actor.tokenId,
        request,
      });
      const account = await findAccount(em, user.id);
      if (account === null) throw new LevelUpError("TOKEN_INVALID");
      return account;
    });
  }

  return {
    register: createRegister(deps),
    login: (input, request) => login(deps, input, request),
    changePassword: (actor, input, request) => changePassword(deps, actor, input, request),
    me: ({ account }) => account,
    update,
  };
}
