import type {
  Account,
  AccountSecurity,
  AuthOptions,
  ChangeEmailOutput,
  ConfirmEmailOutput,
  ConfirmOutput,
  IdentityProof,
  LoginOutput,
  MintedToken,
  RegisterOutput,
  RequestPasswordResetInput,
  ResetPasswordInput,
  updateAccountInput,
} from "@levelup/contract";
import type { Logger } from "pino";
import type { z } from "zod";
import { recordAudit } from "../audit/record-audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import { type FactorDeps, offeredFactors } from "../factors/factor.use-cases.ts";
import type { PasswordService } from "../passwords/password.service.ts";
import type { RequestInfo } from "../request-info.ts";
import type { ThrottleService } from "../throttle/throttle.service.ts";
import type { Turns } from "../throttle/turns.ts";
import type { TokenSettings } from "../tokens/token.settings.ts";
import type { Actor } from "../tokens/verify-token.ts";
import { describeAccount } from "./account.ts";
import { describeSecurity } from "./account-security.ts";
import { confirmIdentity } from "./confirm-identity.ts";
import { changeEmail, confirmEmail, requestEmailVerification } from "./email.ts";
import { Gamer } from "./gamer.entity.ts";
import { type Login, login } from "./login.ts";
import { requestPasswordReset, resetPassword } from "./password-reset.ts";
import { type Registration, register } from "./register.ts";
import { changePassword, type PasswordChange } from "./replace-password.ts";
import type { SecondStep } from "./second-step.ts";
import { User } from "./user.entity.ts";

export type AccountDeps = FactorDeps & {
  database: Database;
  passwords: PasswordService;
  throttle: ThrottleService;
  turns: Turns;
  secondStep: SecondStep;
  tokenSettings: TokenSettings;
  /** Whether mails are sent at all. */
  mailOffered: boolean;
  clock: Clock;
  log: Logger;
};

type AccountUpdate = z.output<typeof updateAccountInput>;

export type AccountService = {
  /** @throws what {@link register} throws. */
  register(input: Registration, request: RequestInfo): Promise<RegisterOutput>;
  /** @throws what {@link login} throws. */
  login(input: Login, request: RequestInfo): Promise<LoginOutput>;
  /** @throws what {@link changePassword} throws. */
  changePassword(actor: Actor, input: PasswordChange, request: RequestInfo): Promise<MintedToken>;
  /** The account as it was when the token was checked. */
  me(actor: Actor): Account;
  /**
   * Writes the given fields, all of them or none; nothing if the account has them already.
   *
   * @throws TOKEN_INVALID when the account was deleted after its token was checked; RATE_LIMITED after too many changes;
   * OVERLOADED when too many calls of the account wait.
   */
  update(actor: Actor, input: AccountUpdate, request: RequestInfo): Promise<Account>;
  /** What the login screen may offer. */
  options(): AuthOptions;
  /** @throws what {@link requestPasswordReset} throws. */
  requestPasswordReset(input: RequestPasswordResetInput, request: RequestInfo): Promise<{ accepted: true }>;
  /** @throws what {@link resetPassword} throws. */
  resetPassword(input: ResetPasswordInput, request: RequestInfo): Promise<{ username: string }>;
  /** @throws what {@link confirmEmail} throws. */
  confirmEmail(token: string, request: RequestInfo): Promise<ConfirmEmailOutput>;
  /** @throws what {@link confirmIdentity} throws. */
  confirm(actor: Actor, proof: IdentityProof, request: RequestInfo): Promise<ConfirmOutput>;
  /** @throws what {@link requestEmailVerification} throws. */
  requestEmailVerification(actor: Actor, request: RequestInfo): Promise<{ accepted: boolean }>;
  /** @throws what {@link changeEmail} throws. */
  changeEmail(actor: Actor, email: string, request: RequestInfo): Promise<ChangeEmailOutput>;
  /** @throws what {@link describeSecurity} throws. */
  security(actor: Actor): Promise<AccountSecurity>;
};

/** The use cases of gamers, for every route that leads to them. */
export function createAccountService(deps: AccountDeps): AccountService {
  const { database, throttle, turns, clock } = deps;

  async function update(actor: Actor, input: AccountUpdate, request: RequestInfo): Promise<Account> {
    const { bio, ...names } = changesTo(actor.account, input);
    if (bio === undefined && Object.keys(names).length === 0) return actor.account;
    return turns(actor.userId, async () => {
      await throttle.countChange(actor);
      return database.transactional(async (em) => {
        const user = await em.findOne(User, actor.userId);
        if (user === null) throw new LevelUpError("TOKEN_INVALID");
        em.assign(user, names);
        // Not by way of an entity: an account may come from Django without a gamer, and two updates may both find none.
        if (bio !== undefined) await em.upsert(Gamer, { user, bio }, { onConflictFields: ["user"] });
        const token = actor.tokenId;
        recordAudit(em, { event: "account_update", outcome: "success", at: clock.now(), user, token, request });
        await em.flush();
        const gamer = await em.findOne(Gamer, { user });
        return describeAccount(user, gamer?.bio);
      });
    });
  }

  return {
    register: (input, request) => register(deps, input, request),
    login: (input, request) => login(deps, input, request),
    changePassword: (actor, input, request) => changePassword(deps, actor, input, request),
    me: ({ account }) => account,
    update,
    options: () => ({ registration: "open", mail: deps.mailOffered, ...offeredFactors(deps) }),
    requestPasswordReset: (input, request) => requestPasswordReset(deps, input, request),
    resetPassword: (input, request) => resetPassword(deps, input, request),
    confirmEmail: (token, request) => confirmEmail(deps, token, request),
    confirm: (actor, proof, request) => confirmIdentity(deps, actor, proof, request),
    requestEmailVerification: (actor, request) => requestEmailVerification(deps, actor, request),
    changeEmail: (actor, email, request) => changeEmail(deps, actor, email, request),
    security: (actor) => describeSecurity(deps, actor),
  };
}

/** The fields that differ from what the account has. */
function changesTo(account: Account, input: AccountUpdate): { [Field in keyof AccountUpdate]?: string } {
  const fields = Object.entries(input) as [keyof AccountUpdate, string | undefined][];
  return Object.fromEntries(fields.filter(([name, value]) => value !== undefined && value !== account[name]));
}
