import { usernameKey } from "@levelup/contract/rules";
import type { NamedValues } from "../db/by-name.ts";
import { LevelUpError } from "../errors.ts";
import { usernameKeyIndex } from "./user.entity.ts";

type NewAccount = {
  username: string;
  passwordHash: string;
  email: string;
  firstName: string;
  lastName: string;
  bio: string;
  isStaff: boolean;
  isSuperuser: boolean;
  dateJoined: Date;
  lastLogin: Date | null;
};

/**
 * The part of a statement that inserts a user, `u`, and its gamer, `g`. What else has to be there with them is written
 * by the same statement, which is a transaction by itself and one way to the database instead of many.
 */
export const accountInserts = `
  u as (
    insert into users (username, username_key, email, password_hash, first_name, last_name,
      is_active, is_staff, is_superuser, date_joined, last_login)
    values (:username, :usernameKey, :email, :passwordHash, :firstName, :lastName,
      true, :isStaff, :isSuperuser, :dateJoined, :lastLogin)
    returning *),
  g as (insert into gamers (user_id, bio) select id, :bio from u returning bio)`;

export function accountValues(account: NewAccount): NamedValues {
  return { ...account, usernameKey: usernameKey(account.username) };
}

/** Whether an insert found the name taken: the unique index decides, and the driver's error names it. */
export function isUsernameTaken(error: unknown): error is Error {
  return error instanceof Error && "constraint" in error && error.constraint === usernameKeyIndex;
}

export function usernameTaken(cause?: Error): LevelUpError {
  return new LevelUpError("USERNAME_TAKEN", { field: "username" }, { cause });
}
