import type { Account } from "@levelup/contract";
import type { User } from "./user.entity.ts";

/** What an account shows of its user: every column but those that only a login needs. */
export type AccountUser = Omit<User, "usernameKey" | "passwordHash" | "passkeyHandle" | "devices" | "pendingEmail">;

/** An account as it leaves the server. A user that came without a gamer has an empty bio. */
export function describeAccount(user: AccountUser, bio = ""): Account {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    emailVerified: user.emailVerifiedAt != null,
    firstName: user.firstName,
    lastName: user.lastName,
    bio,
    dateJoined: user.dateJoined.toISOString(),
    lastLogin: user.lastLogin?.toISOString() ?? null,
    ...(user.isStaff ? { isStaff: true } : {}),
  };
}
