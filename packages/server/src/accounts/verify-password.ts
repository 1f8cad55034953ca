import type { HashPlace } from "../passwords/hash-queue.ts";
import type { AccountDeps } from "./account.service.ts";
import { User } from "./user.entity.ts";

/** Selects an account if it still is the one that was read. */
export function unchanged({ id, passwordHash, isActive }: User) {
  return { id, passwordHash, isActive };
}

/**
 * Verifies a password and then runs `proceed`, which answers null when the account is no longer {@link unchanged}: a hash
 * takes a while, in which the password may be replaced or the account deactivated. A parallel login may also have
 * rewritten the hash, which is no change of the password, and so the password is verified once more.
 *
 * @returns null for a wrong password, an unknown or inactive account; each costs a hash.
 * @throws OVERLOADED, and what `proceed` throws.
 */
export async function verifyThen<Result>(
  { database, passwords }: Pick<AccountDeps, "database" | "passwords">,
  { user, password, place }: { user: User | null; password: string; place: HashPlace },
  proceed: (user: User) => Promise<Result | null>,
): Promise<{ result: Result; user: User; needsRehash: boolean } | null> {
  let checked = user;
  for (const isLast of [false, true]) {
    const { valid, needsRehash } = await passwords.verify(password, checked?.passwordHash ?? null, place);
    if (!valid || !checked?.isActive) return null;
    const result = await proceed(checked);
    if (result !== null) return { result, user: checked, needsRehash };
    if (!isLast) checked = await database.fork().findOne(User, checked.id);
  }
  return null;
}
