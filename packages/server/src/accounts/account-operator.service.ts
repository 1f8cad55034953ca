import { usernameKey } from "@levelup/contract/rules";
import { LockMode } from "@mikro-orm/core";
import { recordAudit } from "../audit/record-audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import { linkTo } from "../mail/mail-link.ts";
import { mailTexts } from "../mail/texts/index.ts";
import type { PasswordService } from "../passwords/password.service.ts";
import type { RequestInfo } from "../request-info.ts";
import type { ThrottleService } from "../throttle/throttle.service.ts";
import { issueLinkCode } from "../tokens/link-code.ts";
import { Token } from "../tokens/token.entity.ts";
import { createAccount, flushAccount, isUsernameTaken, type Profile, usernameTaken } from "./register.ts";
import { setPassword } from "./replace-password.ts";
import { User } from "./user.entity.ts";

type NewAccount = Profile & { password: string; isStaff: boolean; isSuperuser: boolean };

/** An account as an operator is told of it. */
export type FoundAccount = Pick<User, "id" | "username" | "isActive">;

export type AccountOperatorService = ReturnType<typeof createAccountOperatorService>;

type Deps = {
  database: Database;
  passwords: PasswordService;
  throttle: ThrottleService;
  mailOffered: boolean;
  /** What links begin with. */
  publicUrl: string;
  clock: Clock;
};

const resetLinkMs = 24 * 60 * 60 * 1000;

/** The use cases of operators: the same rules as for gamers, without limits and without a token. */
export function createAccountOperatorService(deps: Deps) {
  const { database, passwords, throttle, publicUrl, clock } = deps;

  /** The account of a name, in any case, or of an id; null when there is none. */
  async function find(of: { username: string } | { id: number }): Promise<FoundAccount | null> {
    const where = "id" in of ? { id: of.id } : { usernameKey: usernameKey(of.username) };
    const user = await database.fork().findOne(User, where);
    return user === null ? null : { id: user.id, username: user.username, isActive: user.isActive };
  }

  /**
   * Creates a user and its gamer, without a token.
   *
   * @throws USERNAME_TAKEN, or a code of the password policy.
   */
  async function create(
    { password, isStaff, isSuperuser, ...profile }: NewAccount,
    request: RequestInfo,
  ): Promise<FoundAccount> {
    passwords.assertAcceptable(password, profile, "password");
    const em = database.fork();
    if (await isUsernameTaken(em, profile.username)) throw usernameTaken();
    const passwordHash = await passwords.hash(password);
    const now = clock.now();
    const user = createAccount(em, profile, { passwordHash, isStaff, isSuperuser, dateJoined: now, lastLogin: null });
    recordAudit(em, { event: "user_create", outcome: "success", at: now, user, request });
    await flushAccount(em);
    return user;
  }

  /**
   * Activates or deactivates an account. Its tokens stay: they are refused while it is inactive.
   *
   * @returns whether that changed anything, and how many live tokens it has.
   */
  async function setActive(
    userId: number,
    isActive: boolean,
    request: RequestInfo,
  ): Promise<{ changed: boolean; liveTokens: number }> {
    const now = clock.now();
    return database.transactional(async (em) => {
      const changed = (await em.nativeUpdate(User, { id: userId, isActive: !isActive }, { isActive })) > 0;
      const event = isActive ? "activate" : "deactivate";
      if (changed) recordAudit(em, { event, outcome: "success", at: now, user: userId, request });
      return {
        changed,
        liveTokens: await em.count(Token, { user: userId, purpose: "session", expiresAt: { $gt: now } }),
      };
    });
  }

  /** Deletes the attempt counters of an account, of an address, or of both. Returns how many there were. */
  async function unlock(
    { account, address }: { account: FoundAccount | null; address: string | null },
    request: RequestInfo,
  ): Promise<number> {
    return database.transactional(async (em) => {
      const cleared = await throttle.unlock(em, { account, address, factors: true });
      // A call from a terminal has no address: the row names the one that was unlocked.
      const about = { user: account?.id ?? null, request: { ...request, address } };
      recordAudit(em, { event: "unlock", outcome: "success", at: clock.now(), ...about });
      return cleared;
    });
  }

  /** A link that sets a new password, without a mail; only the answer holds it. @throws ACCOUNT_INACTIVE. */
  async function issueResetLink(userId: number, request: RequestInfo): Promise<{ link: string; expiresAt: string }> {
    const now = clock.now();
    return database.transactional(async (em) => {
      const active = { id: userId, isActive: true };
      const user = await em.findOne(User, active, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (user === null) throw new LevelUpError("ACCOUNT_INACTIVE");
      const link = { user, purpose: "reset", sentTo: null, lifetimeMs: resetLinkMs, now } as const;
      const { code, expiresAt } = await issueLinkCode(em, link);
      recordAudit(em, { event: "reset_link", outcome: "success", at: now, user, request });
      return { link: linkTo(publicUrl, mailTexts["reset-password"].page, code), expiresAt: expiresAt.toISOString() };
    });
  }

  return {
    find,
    issueResetLink,
    create,
    setPassword: (userId: number, password: string, request: RequestInfo) =>
      setPassword(deps, userId, password, request),
    setActive,
    unlock,
  };
}
