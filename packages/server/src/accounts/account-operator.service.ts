import type { registerInput } from "@levelup/contract";
import type { z } from "zod";
import { auditInsert, auditValues, recordAudit } from "../audit/audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { PasswordService } from "../passwords/password.service.ts";
import type { RequestInfo } from "../request-info.ts";
import type { ThrottleService } from "../throttle/throttle.service.ts";
import { Token } from "../tokens/token.entity.ts";
import { type Credentials, findCredentials, findCredentialsById } from "./credentials.ts";
import { accountInserts, accountValues, isUsernameTaken, usernameTaken } from "./insert-account.ts";

type NewAccount = Omit<z.output<typeof registerInput>, "device"> & { isStaff: boolean; isSuperuser: boolean };

/** A user, its gamer and what the audit says of it, in one statement. */
const creation = `
  with ${accountInserts},
  event as (${auditInsert({ userId: "u.id", tokenId: "null::bigint", from: "from u" })})
  select id from u`;

/** An account as an operator is told of it. */
export type FoundAccount = { id: number; username: string; isActive: boolean };

export type AccountOperatorService = ReturnType<typeof createAccountOperatorService>;

/** What an operator may do with accounts: the rules are everybody's, but there is no limit and no token to show. */
export function createAccountOperatorService({
  database,
  passwords,
  throttle,
  clock,
}: {
  database: Database;
  passwords: PasswordService;
  throttle: ThrottleService;
  clock: Clock;
}) {
  /** The account of a name, in whatever case, or of an id; null when there is none. */
  async function find(of: { username: string } | { id: number }): Promise<FoundAccount | null> {
    const em = database.fork();
    const found = await ("id" in of ? findCredentialsById(em, of.id) : findCredentials(em, of.username));
    return found === null ? null : { id: found.userId, username: found.username, isActive: found.isActive };
  }

  /**
   * Creates a user and its gamer, without a token.
   *
   * @throws USERNAME_TAKEN, or what the password policy says.
   */
  async function create({ password, ...profile }: NewAccount, request: RequestInfo): Promise<FoundAccount> {
    passwords.assertAcceptable(password, profile, "password");
    if ((await find(profile)) !== null) throw usernameTaken();
    const passwordHash = await passwords.hash(password);
    const now = clock.now();
    try {
      const [row] = await database.fork().execute<{ id: number }[]>(creation, {
        ...auditValues({ event: "user_create", outcome: "success", at: now, request }),
        ...accountValues({ ...profile, passwordHash, dateJoined: now, lastLogin: null }),
      });
      if (row === undefined) throw new Error("a user just inserted is not there");
      return { id: row.id, username: profile.username, isActive: true };
    } catch (error) {
      throw isUsernameTaken(error) ? usernameTaken(error) : error;
    }
  }

  /**
   * Sets a password and, in the same transaction, ends every token of the account. Returns how many there were.
   *
   * @throws NOT_FOUND, or what the password policy says.
   */
  async function setPassword(userId: number, password: string, request: RequestInfo): Promise<number> {
    passwords.assertAcceptable(password, await credentialsOf(userId), "newPassword");
    const encoded = await passwords.hash(password);
    return database.fork().transactional(async (em) => {
      const rows = await em.execute("update users set password_hash = ? where id = ? returning id", [encoded, userId]);
      if (rows.length === 0) throw new LevelUpError("NOT_FOUND");
      const ended = await em.nativeDelete(Token, { user: userId });
      await recordAudit(em, { event: "password_set", outcome: "success", at: clock.now(), userId, request });
      return ended;
    });
  }

  async function credentialsOf(userId: number): Promise<Credentials> {
    const credentials = await findCredentialsById(database.fork(), userId);
    if (credentials === null) throw new LevelUpError("NOT_FOUND");
    return credentials;
  }

  /**
   * Lets an account in, or keeps it out. Its tokens stay: they open nothing while it is inactive.
   *
   * @returns whether that changed anything, and how many live tokens it has.
   */
  async function setActive(
    userId: number,
    isActive: boolean,
    request: RequestInfo,
  ): Promise<{ changed: boolean; liveTokens: number }> {
    const now = clock.now();
    return database.fork().transactional(async (em) => {
      const rows = await em.execute("update users set is_active = ? where id = ? and is_active <> ? returning id", [
        isActive,
        userId,
        isActive,
      ]);
      const changed = rows.length > 0;
      const event = isActive ? "activate" : "deactivate";
      if (changed) await recordAudit(em, { event, outcome: "success", at: now, userId, request });
      return { changed, liveTokens: await em.count(Token, { user: userId, expiresAt: { $gt: now } }) };
    });
  }

  /** Forgets the failed attempts of an account, of an address, or of both. Returns how many counters were cleared. */
  async function unlock(
    { account, address }: { account: FoundAccount | null; address: string | null },
    request: RequestInfo,
  ): Promise<number> {
    return database.fork().transactional(async (em) => {
      const cleared = await throttle.forget(em, { account, address });
      // There is no address that the call came from: the row names the one that was unlocked.
      const about = { userId: account?.id ?? null, request: { ...request, address } };
      await recordAudit(em, { event: "unlock", outcome: "success", at: clock.now(), ...about });
      return cleared;
    });
  }

  return { find, create, setPassword, setActive, unlock };
}
