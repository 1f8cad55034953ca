import { usernameKey } from "@levelup/contract/rules";
import { UniqueConstraintViolationException } from "@mikro-orm/core";
import type { Em } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import { Gamer } from "./gamer.entity.ts";
import { User, usernameKeyIndex } from "./user.entity.ts";

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

/** Inserts a user and its gamer into the caller's transaction, and returns the user's id. */
export async function insertAccount(em: Em, { bio, ...user }: NewAccount): Promise<number> {
  const userId = await em.insert(User, { ...user, usernameKey: usernameKey(user.username), isActive: true });
  await em.insert(Gamer, { user: userId, bio });
  return userId;
}

/** Whether an insert found the name taken. MikroORM copies the constraint's name from the driver onto its own error. */
export function isUsernameTaken(error: unknown): error is Error {
  return (
    error instanceof UniqueConstraintViolationException &&
    "constraint" in error &&
    error.constraint === usernameKeyIndex
  );
}

export function usernameTaken(cause?: Error): LevelUpError {
  return new LevelUpError("USERNAME_TAKEN", { field: "username" }, { cause });
}
